package dev.coffer.bus.websocket;

/** What one agent may send: so much at once, so much a second. Not safe for several threads. */
final class Allowance {
    private final double perSecond;
    private final double most;
    private double left;
    private long last = System.nanoTime();

    Allowance(double perSecond, double most) {
        this.perSecond = perSecond;
        this.most = most;
        this.left = most;
    }

    /** Takes the amount and says how many milliseconds to wait before the next may come. */
    long take(double amount) {
        long now = System.nanoTime();
        left = Math.min(most, left + (now - last) / 1e9 * perSecond);
        last = now;
        left -= amount;
        return left >= 0 ? 0 : (long) Math.ceil(-left / perSecond * 1000);
    }
}
