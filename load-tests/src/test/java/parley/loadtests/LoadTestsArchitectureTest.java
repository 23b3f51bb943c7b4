package parley.loadtests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "parley.loadtests", importOptions = ImportOption.DoNotIncludeTests.class)
class LoadTestsArchitectureTest {

    /** Whoever judges Parley knows the protocol and nothing of the code that is judged, the SDK's included. */
    @ArchTest
    static final ArchRule whatJudgesIsABlackBox = noClasses()
            .that()
            .resideOutsideOfPackage("parley.loadtests.demo..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("parley..").and(DescribedPredicate.not(resideInAPackage("parley.loadtests.."))));
}
