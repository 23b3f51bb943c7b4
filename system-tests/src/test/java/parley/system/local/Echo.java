package parley.system.local;

import akka.actor.ActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import com.typesafe.config.ConfigFactory;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.PrintStream;

/**
 * Reads messages from its standard input as a node does from another node, and writes each as it would send it itself. Run with the jars of
 * the previous release behind it: it names nothing of Parley, so it is a node of theirs.
 */
final class Echo {

    static final String SYSTEM = "releases";

    /** What crosses between nodes: which serializer wrote it, what of, and what. */
    record Wire(int serializer, String manifest, byte[] bytes) {

        static Wire of(Object message, Serialization serialization) throws NotSerializableException {
            var serializer = serialization.serializerFor(message.getClass());
            return new Wire(
                    serializer.identifier(),
                    Serializers.manifestFor(serializer, message),
                    serialization.serialize(message).get());
        }

        Object message(Serialization serialization) throws NotSerializableException {
            return serialization.deserialize(bytes, serializer, manifest).get();
        }

        void write(DataOutputStream out) throws IOException {
            out.writeInt(serializer);
            out.writeUTF(manifest);
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
        }

        static Wire read(DataInputStream in) throws IOException {
            int serializer = in.readInt();
            String manifest = in.readUTF();
            return new Wire(serializer, manifest, in.readNBytes(in.readInt()));
        }
    }

    private Echo() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        // What is logged would stand between the answers.
        System.setOut(System.err);
        ActorSystem system = ActorSystem.create(SYSTEM, ConfigFactory.defaultReference());
        try (var in = new DataInputStream(System.in);
                var out = new DataOutputStream(answers)) {
            answer(in, out, SerializationExtension.get(system));
        } finally {
            system.terminate();
        }
    }

    private static void answer(DataInputStream in, DataOutputStream out, Serialization serialization)
            throws IOException {
        while (true) {
            Wire heard;
            try {
                heard = Wire.read(in);
            } catch (EOFException over) {
                return;
            }
            try {
                Wire echo = Wire.of(heard.message(serialization), serialization);
                out.writeUTF("");
                echo.write(out);
            } catch (Exception e) {
                out.writeUTF(e.toString());
                out.flush();
            }
        }
    }
}
