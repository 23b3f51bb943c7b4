package parley.sdk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "parley.sdk", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** No Akka, no other module of Parley: whoever takes the SDK takes this, and nothing else. */
    @ArchTest
    static final ArchRule needsOnlyTheJdkAndJacksonAndNetty = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "javax.net.ssl..",
                    "com.fasterxml.jackson..",
                    "io.netty..",
                    "org.slf4j..",
                    "org.jspecify..",
                    "parley.sdk");

    /** Nor does anybody need to know Netty who changes the rest. */
    @ArchTest
    static final ArchRule nettyStaysWithTheSocket = noClasses()
            .that()
            .haveNameNotMatching("parley\\.sdk\\.(Socket|Network|Route|Tunnel)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");
}
