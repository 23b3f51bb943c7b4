package parley.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.Address;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;

class ServerSettingsTest {

    @Test
    void hasBothRolesUnlessToldOtherwise() {
        ServerSettings settings = ServerSettings.from(ConfigFactory.load());

        assertThat(settings.isEngine()).isTrue();
        assertThat(settings.isGateway()).isTrue();
        assertThat(settings.parentPipe()).isFalse();
    }

    @Test
    void makesTheRolesOfTheNodeThoseOfTheMember() {
        Config config = withRoles(" gateway ");

        Config applied = ServerSettings.from(config).applyTo(config);

        assertThat(applied.getStringList("akka.cluster.roles")).containsExactly("gateway");
    }

    @Test
    void readsSeedNodesAndRefusesWhatIsNoAddress() {
        assertThat(ServerSettings.from(ConfigFactory.load()).seedNodes()).isEmpty();
        assertThat(ServerSettings.from(withSeedNodes("akka://parley@10.0.0.1:25520, akka://parley@10.0.0.2:25520"))
                        .seedNodes())
                .extracting(Address::toString)
                .containsExactly("akka://parley@10.0.0.1:25520", "akka://parley@10.0.0.2:25520");
        assertThatThrownBy(() -> ServerSettings.from(withSeedNodes("node 1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PARLEY_SEED_NODES: node 1");
    }

    @Test
    void refusesTwoWaysToJoin() {
        Config seeds = withSeedNodes("akka://parley@10.0.0.1:25520");

        assertThatThrownBy(() -> ServerSettings.from(ConfigFactory.parseString("parley.server.bootstrap = on")
                        .withFallback(seeds)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PARLEY_BOOTSTRAP");
        assertThat(ServerSettings.from(seeds).bootstrap()).isFalse();
    }

    @Test
    void refusesAFormatOfLogsThatThereIsNot() {
        assertThatThrownBy(() -> ServerSettings.from(ConfigFactory.parseString("parley.server.log-format = jsn")
                        .withFallback(ConfigFactory.load())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PARLEY_LOG_FORMAT: jsn (expected: one of [text, json])");
    }

    @Test
    void refusesAnUnknownRoleAndNone() {
        assertThatThrownBy(() -> ServerSettings.from(withRoles("engine,gatway")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PARLEY_ROLES")
                .hasMessageContaining("gatway");
        assertThatThrownBy(() -> ServerSettings.from(withRoles(""))).isInstanceOf(IllegalArgumentException.class);
    }

    /** The last node to stop has nobody left to hand its shards to; a real cluster gives the hand-over its time. */
    @Test
    void localClusterDiffersOnlyInHowLongItWaits() {
        Config real = ConfigFactory.load("application");
        Config local = ConfigFactory.load("local");

        assertThat(local.getString("akka.cluster.downing-provider-class"))
                .isEqualTo(real.getString("akka.cluster.downing-provider-class"));
        assertThat(local.getString("akka.coordinated-shutdown.exit-jvm")).isEqualTo("on");
        assertThat(real.getDuration("akka.coordinated-shutdown.phases.cluster-sharding-shutdown-region.timeout"))
                .isGreaterThanOrEqualTo(real.getDuration("akka.cluster.sharding.handoff-timeout"));
    }

    private static Config withSeedNodes(String seeds) {
        return ConfigFactory.parseString("parley.server.seed-nodes = \"" + seeds + "\"")
                .withFallback(ConfigFactory.load());
    }

    private static Config withRoles(String roles) {
        return ConfigFactory.parseString("parley.server.roles = \"" + roles + "\"")
                .withFallback(ConfigFactory.load());
    }
}
