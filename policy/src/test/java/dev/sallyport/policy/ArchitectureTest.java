package dev.sallyport.policy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

@AnalyzeClasses(
        packages = "dev.sallyport.policy",
        importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule THE_VOCABULARY_KNOWS_NO_RULES =
            noClasses()
                    .that()
                    .resideInAPackage("dev.sallyport.policy")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.sallyport.policy.*..", "org.snakeyaml..");

    @ArchTest
    static final ArchRule THE_READER_KNOWS_NO_POLICY =
            noClasses()
                    .that()
                    .resideInAPackage("dev.sallyport.policy.yaml")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("dev.sallyport.policy", "dev.sallyport.policy.rolemap");

    @ArchTest
    static final ArchRule ONLY_THE_READER_KNOWS_THE_PARSER =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("dev.sallyport.policy.yaml")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.snakeyaml..");

    @ArchTest
    static final ArchRule POLICY_KNOWS_THE_JDK_AND_ITS_PARSER =
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            "dev.sallyport.policy..",
                            "java.lang..",
                            "java.util..",
                            "java.time..",
                            "java.nio.charset",
                            "java.security",
                            "org.jspecify.annotations",
                            "org.snakeyaml.engine.v2..");

    @ArchTest
    static final ArchRule POLICY_READS_NO_CLOCK =
            noClasses()
                    .should()
                    .callMethod(Instant.class, "now")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.time.Clock")
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule POLICY_READS_NO_ENVIRONMENT =
            noClasses()
                    .should()
                    .callMethod(System.class, "getenv")
                    .orShould()
                    .callMethod(System.class, "getenv", String.class)
                    .orShould()
                    .callMethod(System.class, "getProperty", String.class)
                    .orShould()
                    .callMethod(System.class, "getProperty", String.class, String.class)
                    .orShould()
                    .callMethod(System.class, "getProperties");

    @ArchTest
    static final ArchRule POLICY_HAS_NO_CHANCE_AND_NO_REGEX =
            noClasses()
                    .should()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.util.Random")
                    .orShould()
                    .dependOnClassesThat()
                    .haveFullyQualifiedName("java.security.SecureRandom")
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAPackage("java.util.regex");

    @ArchTest
    static final ArchRule PACKAGES_FORM_NO_CYCLE =
            slices().matching("dev.sallyport.(policy..)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule CLASSES_ARE_FINAL =
            classes()
                    .that()
                    .areNotInterfaces()
                    .and()
                    .areNotAnonymousClasses()
                    .and()
                    .areNotEnums()
                    .should()
                    .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);
}
