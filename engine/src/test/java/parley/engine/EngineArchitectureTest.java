package parley.engine;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

@AnalyzeClasses(packages = "parley.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class EngineArchitectureTest {

    /** Beside ids: a chat's state holds its {@code SizeClass}, and knows how long a log can be from {@code Epoch}. */
    @ArchTest
    static final ArchRule theDomainIsPure = classes()
            .that()
            .resideInAPackage("..domain..")
            .should()
            .onlyDependOnClassesThat(describe(
                    "are java, jspecify, pcollections, the domain, ids, SizeClass or Epoch",
                    type -> type.getPackageName().startsWith("java.")
                            || type.getPackageName().startsWith("org.jspecify.")
                            || type.getPackageName().startsWith("org.pcollections")
                            || type.getPackageName().equals("parley.engine.chat.domain")
                            || type.getPackageName().equals("parley.engine.id")
                            || Set.of("SizeClass", "Epoch").contains(type.getSimpleName())
                            || type.isPrimitive()
                            || type.isArray()));

    @ArchTest
    static final ArchRule theDomainDoesNoInputAndOutput = noClasses()
            .that()
            .resideInAPackage("..domain..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.time..", "java.util.concurrent..");

    @ArchTest
    static final ArchRule timeIsAnInput = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule chanceIsAnInput = noClasses()
            .should()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(ThreadLocalRandom.class, java.util.Random.class);

    @ArchTest
    static final ArchRule idsDependOnNothing = classes()
            .that()
            .resideInAPackage("parley.engine.id")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "parley.engine.id", "");

    /** The store's ports and what clients are told do not know how chats and sessions work. */
    @ArchTest
    static final ArchRule portsKnowNoActors = noClasses()
            .that()
            .resideInAnyPackage("parley.engine.inbox", "parley.engine.journal", "parley.engine.lease")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "parley.engine.chat", "parley.engine.session", "parley.engine.fanout", "akka.actor.typed..");

    @ArchTest
    static final ArchRule chatsSeeOtherFeaturesThroughTheirProtocols =
            seesOnlyTheFace("parley.engine.chat", "parley.engine.session", "parley.engine.fanout");

    @ArchTest
    static final ArchRule sessionsSeeOtherFeaturesThroughTheirProtocols =
            seesOnlyTheFace("parley.engine.session", "parley.engine.chat", "parley.engine.fanout");

    @ArchTest
    static final ArchRule fanOutSeesOtherFeaturesThroughTheirProtocols =
            seesOnlyTheFace("parley.engine.fanout", "parley.engine.chat", "parley.engine.session");

    private static ArchRule seesOnlyTheFace(String feature, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(feature)
                .should()
                .dependOnClassesThat(describe(
                        "are inside another feature",
                        type -> Set.of(others).contains(type.getPackageName()) && !isFace(type)));
    }

    /** Protocols with what is nested in them, the door to the slots, and the number of a user's slot. */
    private static boolean isFace(JavaClass type) {
        String outermost = outermost(type);
        return outermost.endsWith("Protocol")
                || type.getSimpleName().equals("SlotDoor")
                || outermost.endsWith(".Slots");
    }

    private static String outermost(JavaClass type) {
        String name = type.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    @ArchTest
    static final ArchRule nobodyWritesToTheConsoleOrBlocks = noClasses()
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(java.util.concurrent.CompletableFuture.class, "join")
            .orShould()
            .callMethod(java.util.concurrent.CompletableFuture.class, "get");

    @ArchTest
    static final ArchRule onlyProtocolsPortsAndSettingsArePublicInFeatures = classes()
            .that()
            .resideInAnyPackage("parley.engine.chat", "parley.engine.session", "parley.engine.fanout")
            .and()
            .arePublic()
            .and(not(isNested()))
            .should()
            .haveNameMatching(
                    ".*(Protocol|Settings|Services|Meters|Chats|SessionSlots|Slots|FanOut|LateDoor|Serializer)");

    private static DescribedPredicate<JavaClass> isNested() {
        return describe("are nested", JavaClass::isNestedClass);
    }
}
