package parley.loadtests.drive;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.URI;
import java.util.Arrays;

/**
 * One WebSocket of a client: the handshake, then whole text frames. Netty's own codec makes an object of each frame, which is more work
 * than all that a client does with it.
 */
final class Socket extends ChannelInboundHandlerAdapter {

    private static final byte[] NOTHING = {};
    private static final byte[] HEADERS_END = Scan.bytes("\r\n\r\n");
    private static final byte[] SWITCHING = Scan.bytes("HTTP/1.1 101");
    private static final int FIN_TEXT = 0x81;
    private static final int FIN_CLOSE = 0x88;
    private static final int FIN_PING = 0x89;
    private static final int FIN_PONG = 0x8a;
    private static final int PONG = 10;
    private static final int LENGTH_16 = 126;
    private static final int BYTE_MASK = 0xff;

    private final Client client;
    private final Hub hub;
    private boolean open;
    private byte[] rest = NOTHING;
    private String end = "closed";

    Socket(Client client, Hub hub) {
        this.client = client;
        this.hub = hub;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        URI uri = client.uri();
        String subprotocol =
                client.subprotocol().isEmpty() ? "" : "Sec-WebSocket-Protocol: " + client.subprotocol() + "\r\n";
        String request = "GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getHost() + ":" + uri.getPort()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\n" + subprotocol + "\r\n";
        ChannelFuture unused = context.writeAndFlush(Unpooled.wrappedBuffer(Scan.bytes(request)));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf read = (ByteBuf) message;
        int length = rest.length + read.readableBytes();
        byte[] in = hub.incoming(length);
        System.arraycopy(rest, 0, in, 0, rest.length);
        read.readBytes(in, rest.length, length - rest.length);
        read.release();
        int taken = 0;
        if (!open) {
            taken = handshake(context, in, length);
        }
        if (open) {
            taken = frames(context, in, taken, length);
        }
        rest = taken == length ? NOTHING : Arrays.copyOfRange(in, taken, length);
    }

    private int handshake(ChannelHandlerContext context, byte[] in, int length) {
        int taken = Scan.after(in, 0, length, HEADERS_END);
        if (taken < 0) {
            return 0;
        }
        if (!Scan.startsWith(in, 0, length, SWITCHING)) {
            end = "handshake answered " + Scan.until(in, 0, length, '\r');
            Hub.close(context.channel());
            return length;
        }
        open = true;
        if (client.isCurrent(context.channel())) {
            client.onOpen();
        }
        return taken;
    }

    /** Takes all that is whole, and returns where the rest begins. */
    private int frames(ChannelHandlerContext context, byte[] in, int from, int to) {
        int at = from;
        while (to - at >= 2) {
            int length = in[at + 1];
            int payload = at + 2;
            if (length == LENGTH_16) {
                payload += Short.BYTES;
                length = to < payload ? -1 : (int) big(in, at + 2, Short.BYTES);
            } else if (length > LENGTH_16) {
                payload += Long.BYTES;
                length = to < payload ? -1 : (int) big(in, at + 2, Long.BYTES);
            }
            if (length < 0 || to - payload < length) {
                return at;
            }
            frame(context, in[at] & BYTE_MASK, in, payload, payload + length);
            at = payload + length;
        }
        return at;
    }

    private static long big(byte[] in, int at, int bytes) {
        long value = 0;
        for (int i = at; i < at + bytes; i++) {
            value = (value << Byte.SIZE) | (in[i] & BYTE_MASK);
        }
        return Math.min(value, Integer.MAX_VALUE);
    }

    private void frame(ChannelHandlerContext context, int first, byte[] in, int from, int to) {
        if (first == FIN_TEXT) {
            if (client.isCurrent(context.channel())) {
                client.onFrame(in, from, to);
            }
        } else if (first == FIN_PING) {
            ByteBuf pong = hub.outgoing().begin().put(in, from, to - from).end(context.alloc(), PONG);
            ChannelFuture unused = context.writeAndFlush(pong);
        } else if (first == FIN_CLOSE) {
            long code = to - from < 2 ? 0 : big(in, from, Short.BYTES);
            end = "closed with " + code;
            Hub.close(context.channel());
        } else if (first != FIN_PONG) {
            throw new IllegalStateException("first byte of a frame: " + first + " (expected: a whole text)");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        client.onDown(context.channel(), end);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end = "failed: " + cause;
        Hub.close(context.channel());
    }
}
