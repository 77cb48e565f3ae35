package dev.coffer.engine.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coffer.engine.TestNodes;
import dev.coffer.engine.Upgrades;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From each older version to the newer one, with real servers. */
class RedisUpgradeTest {
    private final TestNodes nodes = new TestNodes(RedisFixture.redis("7.0"));

    @AfterEach
    void clean() throws IOException, InterruptedException {
        nodes.close();
    }

    private record Way(RedisFixture older, RedisFixture newer) {}

    static List<Way> ways() {
        return List.of(
                new Way(RedisFixture.redis("7.0"), RedisFixture.redis("8.0")),
                new Way(RedisFixture.valkey("8.1"), RedisFixture.valkey("9.1")));
    }

    private Member older(Way way) throws IOException {
        return Member.on(way.older(), nodes.reimaged(nodes.make(), way.older()));
    }

    private static Upgrades upgrades(Member member) {
        return member.server().upgrades().orElseThrow();
    }

    private Member upgraded(Member member, Way way) throws IOException, InterruptedException {
        upgrades(member).prepare();
        assertThat(member.server().isRunning()).isFalse();
        Member upgraded = Member.on(way.newer(), nodes.reimaged(member.node(), way.newer()));
        assertThat(upgrades(upgraded).dataVersion()).isEqualTo(way.older().version());
        assertThatThrownBy(() -> upgraded.server().start()).hasMessageContaining("upgrade");
        upgrades(upgraded).complete();
        upgrades(upgraded).complete();
        assertThat(upgraded.server().health().version()).startsWith(way.newer().version());
        return upgraded;
    }

    @ParameterizedTest
    @MethodSource("ways")
    void an_upgrade_keeps_data_users_and_settings_and_shuts_the_way_back(Way way) throws Exception {
        Member old = Member.primary(way.older(), older(way).node());
        old.settings().apply(Map.of("timeout", "60"));
        old.write(1, 2);
        TestNodes.kill(old.node());
        Member upgraded = upgraded(old, way);
        assertThat(upgraded.numbers()).containsExactlyInAnyOrder(1L, 2L);
        try (Session agent = upgraded.agent()) {
            assertThat(agent.settings("timeout")).containsEntry("timeout", "60");
        }
        upgraded.server().stop();
        assertThatThrownBy(() -> old.server().start())
                .hasMessageContaining(way.newer().version());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_set_is_upgraded_replica_first_without_losing_a_write(Way way) throws Exception {
        Member primary = Member.primary(way.older(), older(way).node());
        primary.write(1);
        Member replica = older(way).seededFrom(primary).following(primary);
        Member newReplica = upgraded(replica, way);
        primary.write(2);
        newReplica.catchUp(primary);

        String position = primary.replication().freeze();
        newReplica.replication().awaitPosition(position, Member.PATIENCE);
        newReplica.replication().promote();
        newReplica.write(3);
        Member last = upgraded(primary, way);
        last.following(newReplica);
        last.catchUp(newReplica);
        assertThat(last.numbers()).containsExactlyInAnyOrder(1L, 2L, 3L);
    }
}
