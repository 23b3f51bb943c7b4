package parley.system.sdk;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolver;
import io.netty.util.concurrent.EventExecutor;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import parley.sdk.Client;
import parley.sdk.conformance.Driver;

/** Programs with the Java SDK: small JVMs that start soon. */
public final class JavaProgram {

    private JavaProgram() {}

    /** The words that start a class of the SDK's tests on such a class path. */
    public static List<String> command(String classPath, String main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx64m",
                "-cp",
                classPath,
                main);
    }

    /** The SDK with its tests, and what it needs: no other module, nor anything of theirs. */
    public static String classPath() {
        return Stream.of(
                        Driver.class,
                        Client.class,
                        ObjectMapper.class,
                        JsonFactory.class,
                        JsonInclude.class,
                        // Netty's parts, from what codes HTTP down to what all of it is made of.
                        HttpClientCodec.class,
                        ByteToMessageDecoder.class,
                        SslHandler.class,
                        Channel.class,
                        AddressResolver.class,
                        ByteBuf.class,
                        EventExecutor.class,
                        Logger.class,
                        Nullable.class)
                .map(JavaProgram::placeOf)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String placeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
