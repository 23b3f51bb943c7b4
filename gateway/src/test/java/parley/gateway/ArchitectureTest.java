package parley.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import parley.gateway.wire.EngineFrames;
import parley.gateway.wire.WirePushEncoder;

@AnalyzeClasses(packages = "parley.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule WIRE_KNOWS_ONLY_JSON = classes()
            .that()
            .resideInAPackage("parley.gateway.wire..")
            .and(not(belongToAnyOf(EngineFrames.class, WirePushEncoder.class)))
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "com.fasterxml.jackson..", "org.jspecify..", "parley.gateway.wire..");

    @ArchTest
    static final ArchRule ONLY_THE_MAPPING_MEETS_THE_ENGINE = classes()
            .that()
            .belongToAnyOf(EngineFrames.class, WirePushEncoder.class)
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "com.fasterxml.jackson..", "org.jspecify..", "parley.gateway.wire..", "parley.engine..");

    @ArchTest
    static final ArchRule THE_SOCKET_SIDE_KNOWS_NO_HTTP_API = noClasses()
            .that()
            .resideInAPackage("parley.gateway.ws..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("akka.http..", "parley.gateway.http..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule ONLY_SETTINGS_READ_THE_CONFIGURATION = noClasses()
            .that()
            .haveNameNotMatching(".*Settings(\\$.*)?")
            .and()
            .resideInAnyPackage("parley.gateway", "parley.gateway.wire..", "parley.gateway.ws..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.typesafe.config..");
}
