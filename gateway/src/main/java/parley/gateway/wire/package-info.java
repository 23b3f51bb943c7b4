/** The wire protocol, {@code docs/protocol.md} as types: frames, error codes, limits. Starting point: {@link parley.gateway.wire.FrameCodec}. */
@NullMarked
package parley.gateway.wire;

import org.jspecify.annotations.NullMarked;
