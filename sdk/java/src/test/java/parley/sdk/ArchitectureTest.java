package parley.sdk;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "parley.sdk", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** No Akka, no Netty, no other module of Parley: whoever takes the SDK takes this, and nothing else. */
    @ArchTest
    static final ArchRule needsOnlyTheJdkAndJackson = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "com.fasterxml.jackson..", "org.slf4j..", "org.jspecify..", "parley.sdk");
}
