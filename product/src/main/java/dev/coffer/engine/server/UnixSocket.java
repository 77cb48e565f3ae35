package dev.coffer.engine.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A Unix domain socket in the dress the driver expects, with its timeouts, which Java's channels lack. */
public final class UnixSocket extends Socket {
    private static final int FAREWELL = 100;

    private final UnixDomainSocketAddress address;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private volatile int timeout;
    private volatile boolean silent;

    public UnixSocket(Path path) throws IOException {
        this.address = UnixDomainSocketAddress.of(path);
        this.channel = SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
        try {
            this.selector = Selector.open();
            channel.configureBlocking(false);
            this.key = channel.register(selector, 0);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void connect(@Nullable SocketAddress ignored, int patience) throws IOException {
        if (!channel.connect(address)) {
            await(SelectionKey.OP_CONNECT, patience);
            channel.finishConnect();
        }
    }

    @Override
    public void connect(@Nullable SocketAddress ignored) throws IOException {
        connect(ignored, 0);
    }

    /** A server that has let one wait time out is not waited for long again: TLS waits for its farewell. */
    private void awaitBytes() throws IOException {
        try {
            await(SelectionKey.OP_READ, silent ? FAREWELL : timeout);
        } catch (SocketTimeoutException e) {
            silent = true;
            throw e;
        }
    }

    /** Zero waits for ever. */
    private void await(int operation, int patience) throws IOException {
        key.interestOps(operation);
        long deadline = System.nanoTime() + Duration.ofMillis(patience).toNanos();
        while (true) {
            long left = patience == 0 ? 0 : Math.max(1, (deadline - System.nanoTime()) / 1_000_000);
            selector.select(left);
            if (!selector.isOpen() || Thread.currentThread().isInterrupted()) {
                throw new IOException("Interrupted while waiting for the server.");
            }
            if (!selector.selectedKeys().isEmpty()) {
                selector.selectedKeys().clear();
                return;
            }
            if (patience > 0 && System.nanoTime() >= deadline) {
                throw new SocketTimeoutException("The server did not answer within " + patience + " ms.");
            }
        }
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                int count = channel.read(buffer);
                while (count == 0) {
                    awaitBytes();
                    count = channel.read(buffer);
                }
                return count;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                while (buffer.hasRemaining()) {
                    if (channel.write(buffer) == 0) {
                        await(SelectionKey.OP_WRITE, timeout);
                    }
                }
            }
        };
    }

    @Override
    public void setSoTimeout(int milliseconds) {
        this.timeout = milliseconds;
    }

    @Override
    public int getSoTimeout() {
        return timeout;
    }

    @Override
    public boolean isConnected() {
        return channel.isConnected();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // has no meaning here; so the next ones
    }

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public void setReuseAddress(boolean on) {}

    @Override
    public void setSoLinger(boolean on, int linger) {}
}
