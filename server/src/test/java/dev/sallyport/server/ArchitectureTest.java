package dev.sallyport.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The lines of the dependency picture in the README. Crossing one fails the build.
@AnalyzeClasses(packages = "dev.sallyport", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String POLICY = "dev.sallyport.policy..";
    private static final String MASKING = "dev.sallyport.masking..";
    private static final String AUDIT = "dev.sallyport.audit..";
    private static final String TOOLS = "dev.sallyport.tools..";
    private static final String SERVER = "dev.sallyport.server..";
    private static final String EXAMPLES = "dev.sallyport.examples..";

    private static DescribedPredicate<JavaClass> within(String... packages) {
        return resideInAnyPackage(packages);
    }

    @ArchTest
    static final ArchRule POLICY_KNOWS_NO_OTHER_MODULE =
            noClasses()
                    .that()
                    .resideInAPackage(POLICY)
                    .should()
                    .dependOnClassesThat(within(MASKING, AUDIT, TOOLS, SERVER, EXAMPLES));

    @ArchTest
    static final ArchRule MASKING_KNOWS_NO_OTHER_MODULE =
            noClasses()
                    .that()
                    .resideInAPackage(MASKING)
                    .should()
                    .dependOnClassesThat(within(POLICY, AUDIT, TOOLS, SERVER, EXAMPLES));

    @ArchTest
    static final ArchRule AUDIT_KNOWS_NO_OTHER_MODULE =
            noClasses()
                    .that()
                    .resideInAPackage(AUDIT)
                    .should()
                    .dependOnClassesThat(within(POLICY, MASKING, TOOLS, SERVER, EXAMPLES));

    @ArchTest
    static final ArchRule POLICY_MASKING_AND_AUDIT_KNOW_NO_SYSTEM =
            noClasses()
                    .that()
                    .resideInAnyPackage(POLICY, MASKING, AUDIT)
                    .should()
                    .dependOnClassesThat(
                            within(
                                    "io.modelcontextprotocol..",
                                    "org.eclipse.jetty..",
                                    "jakarta.servlet..",
                                    "java.sql..",
                                    "javax.sql..",
                                    "org.jdbi..",
                                    "org.eclipse.jgit..",
                                    "io.fabric8.."));

    @ArchTest
    static final ArchRule A_TOOL_CANNOT_SEE_THE_RULES =
            noClasses()
                    .that()
                    .resideInAPackage(TOOLS)
                    .should()
                    .dependOnClassesThat(
                            within(
                                    "dev.sallyport.policy.rolemap..",
                                    "dev.sallyport.policy.history..",
                                    "dev.sallyport.policy.yaml.."));

    @ArchTest
    static final ArchRule A_TOOL_KNOWS_ONLY_THE_VOCABULARY =
            noClasses()
                    .that()
                    .resideInAPackage(TOOLS)
                    .should()
                    .dependOnClassesThat(within(MASKING, AUDIT, SERVER, EXAMPLES));

    @ArchTest
    static final ArchRule A_TOOL_KNOWS_NO_WIRE =
            noClasses()
                    .that()
                    .resideInAPackage(TOOLS)
                    .should()
                    .dependOnClassesThat(
                            within(
                                    "io.modelcontextprotocol..",
                                    "org.eclipse.jetty..",
                                    "jakarta.servlet.."));

    @ArchTest
    static final ArchRule SYSTEMS_DO_NOT_KNOW_EACH_OTHER =
            slices().matching("dev.sallyport.tools.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule THE_SERVER_KNOWS_NO_EXAMPLE =
            noClasses()
                    .that()
                    .resideInAPackage(SERVER)
                    .should()
                    .dependOnClassesThat(within(EXAMPLES));

    @ArchTest
    static final ArchRule WIRES_DO_NOT_DECIDE =
            noClasses()
                    .that()
                    .resideInAnyPackage("dev.sallyport.server.mcp..", "dev.sallyport.server.http..")
                    .should()
                    .dependOnClassesThat(
                            within(
                                    "dev.sallyport.policy.rolemap..",
                                    "dev.sallyport.server.approval..",
                                    "dev.sallyport.audit.."));

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.sallyport.(*).(*)..").should().beFreeOfCycles();
}
