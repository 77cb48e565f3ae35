package dev.coffer;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The walls between the rooms; {@code docs/architecture.md} says what each room is for. */
class WallsTest {
    private static JavaClasses house;

    @BeforeAll
    static void read() {
        house = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.coffer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent", "engine", "image", "trust"})
    void what_runs_beside_an_engine_never_sees_the_control_plane(String room) {
        noClasses()
                .that()
                .resideInAPackage("dev.coffer." + room + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.coffer.api..", "dev.coffer.store..", "dev.coffer.durable..", "dev.coffer.operations..")
                .because("a guest must work, and be judged, without it")
                .check(house);
    }

    @ParameterizedTest
    @CsvSource({
        "org.jooq.., dev.coffer.store..",
        "org.flywaydb.., dev.coffer.store..",
        "com.zaxxer.hikari.., dev.coffer.store..",
        "org.sqlite.., dev.coffer.store..",
        "org.bouncycastle.., dev.coffer.trust..",
        "org.mariadb.jdbc.., dev.coffer.engine.mysql..",
        "org.postgresql.., dev.coffer.engine.postgresql..",
        "com.mongodb.., dev.coffer.engine.mongodb..",
        "org.bson.., dev.coffer.engine.mongodb..",
        "ch.qos.logback.., dev.coffer.log..",
        "io.prometheus.., dev.coffer.metrics..",
        "at.favre.lib.crypto.., dev.coffer.[identity.local|engine.cassandra]..",
    })
    void a_library_stays_in_its_room(String library, String room) {
        noClasses()
                .that()
                .resideOutsideOfPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(house);
    }

    @Test
    void jetty_stays_where_it_listens() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.coffer.api.jetty..", "dev.coffer.bus.websocket..", "dev.coffer.listener..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..")
                .because("handlers need no socket")
                .check(house);
    }

    @Test
    void commands_are_words_only() {
        noClasses()
                .that()
                .resideInAPackage("dev.coffer.agent.command..")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.coffer..")
                        .and(not(resideInAnyPackage(
                                "dev.coffer.agent.command..", "dev.coffer.model..", "dev.coffer.engine"))))
                .check(house);
    }

    @Test
    void picocli_stays_in_the_client() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.coffer.cli..", "dev.coffer")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .check(house);
    }

    @ParameterizedTest
    @ValueSource(strings = {"engine", "compute", "bus", "identity", "backup"})
    void a_plug_in_is_seen_by_its_room_and_where_all_is_put_together(String room) {
        noClasses()
                .that(not(resideInAnyPackage("dev.coffer", "dev.coffer.rehearsal", "dev.coffer." + room + "..")))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.coffer." + room + ".*..").as("are in a plug-in of the room " + room))
                .because("others know the room by its head, so that a plug-in is one folder")
                .check(house);
    }

    @Test
    void operations_that_survive_know_nothing_of_databases() {
        classes()
                .that()
                .resideInAPackage("dev.coffer.durable..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.coffer.durable..",
                        "java..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "tools.jackson..",
                        "com.fasterxml.jackson.annotation..")
                .check(house);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model", "fault"})
    void words_depend_on_nothing(String room) {
        noClasses()
                .that()
                .resideInAPackage("dev.coffer." + room + "..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.coffer..").and(not(resideInAPackage("dev.coffer." + room + ".."))))
                .check(house);
    }

    @Test
    void the_client_talks_to_the_api_over_the_wire_only() {
        noClasses()
                .that()
                .resideInAPackage("dev.coffer.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.coffer.api..",
                        "dev.coffer.store..",
                        "dev.coffer.durable..",
                        "dev.coffer.operations..",
                        "dev.coffer.agent..",
                        "dev.coffer.bus..",
                        "dev.coffer.compute..")
                .check(house);
    }

    @Test
    void rooms_form_no_cycle() {
        slices().assignedFrom(new Rooms()).should().beFreeOfCycles().check(house);
    }

    /** The packages below {@code dev.coffer}; what all is put together from is no room. */
    private static final class Rooms implements SliceAssignment {
        private static final Pattern ROOM = Pattern.compile("dev\\.coffer\\.(\\w+).*");
        /** What an agent may be asked: the language that bus and agent share, for which neither needs the other. */
        private static final String COMMANDS = "dev.coffer.agent.command";

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            if (type.getPackageName().equals(COMMANDS)) {
                return SliceIdentifier.of("agent.command");
            }
            Matcher room = ROOM.matcher(type.getPackageName());
            return room.matches() ? SliceIdentifier.of(room.group(1)) : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "rooms";
        }
    }
}
