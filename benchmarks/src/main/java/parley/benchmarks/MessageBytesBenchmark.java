package parley.benchmarks;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.Behaviors;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import parley.engine.chat.ChatProtocol;
import parley.engine.chat.domain.ChatCommand;
import parley.engine.client.HubProtocol;
import parley.engine.client.Journey;
import parley.engine.client.ReplyTo;
import parley.engine.id.MessageKey;
import parley.engine.id.TenantId;
import parley.engine.id.UserId;

/** What it costs to write a message that is not traced for another node: the one with the chat, and the one with a hub. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class MessageBytesBenchmark {

    private static final UserId USER = new UserId(TenantId.DEFAULT, "u_3k5n7q2xw4");
    private static final long AT = 1_780_000_000_000L;

    private ActorSystem<HubProtocol.Message> system;
    private Serialization serialization;
    private ChatProtocol.Execute execute;
    private HubProtocol.Push push;

    /** An actor system with the engine's serializers, which is itself the hub. */
    @Setup
    public void start() {
        String local = "akka.actor.provider = local\nakka.loglevel = OFF\nakka.stdout-loglevel = OFF";
        system = ActorSystem.create(
                Behaviors.empty(), "bytes", ConfigFactory.parseString(local).withFallback(ConfigFactory.load()));
        serialization = SerializationExtension.get(Adapter.toClassic(system));
        ChatCommand post = new ChatCommand.Post(USER, new MessageKey("k_3k5n7q2xw4"), 0, "But soft, what light");
        execute = new ChatProtocol.Execute(post, new ReplyTo(system, 1L << 40, 7), AT, null);
        push = new HubProtocol.Push(List.of(1L << 40), new byte[200], new Journey(AT, AT + 5));
    }

    @TearDown
    public void stop() {
        system.terminate();
    }

    @Benchmark
    public byte[] toItsChat() {
        return serialization.serialize(execute).get();
    }

    @Benchmark
    public byte[] toAHub() {
        return serialization.serialize(push).get();
    }
}
