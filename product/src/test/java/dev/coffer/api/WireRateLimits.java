package dev.coffer.api;

/** The record keeps three of the four requests that it takes to get to a limit of three a minute. */
final class WireRateLimits implements WireTopic {

    @Override
    public void before(WireSeed seed, Exchange exchange) {
        if (exchange.name().equals("rate-limit-3")) {
            seed.stage.member("GET", "/datastores/mysql");
        }
    }
}
