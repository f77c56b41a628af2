package latchkey;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Console;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.audit.Audit;

@AnalyzeClasses(packages = "latchkey", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] CORE = {
        "latchkey.account..",
        "latchkey.session..",
        "latchkey.key..",
        "latchkey.hash..",
        "latchkey.legacy..",
        "latchkey.audit..",
        "latchkey.transfer..",
        "latchkey.failure.."
    };

    @ArchTest
    static final ArchRule coreKnowsNoContractAndNoHttp = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "latchkey.contract..", "latchkey.platform..", "latchkey.dev..", "jakarta.ws.rs..", "io.vertx..");

    @ArchTest
    static final ArchRule entitiesNeverMeetJackson = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .and()
            .doNotHaveFullyQualifiedName(Audit.class.getName()) // it writes the log's lines
            .and()
            .resideOutsideOfPackage("latchkey.transfer..") // it reads and writes files
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml..");

    @ArchTest
    static final ArchRule contractsKnowNothingOfEachOther =
            slices().matching("latchkey.contract.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("latchkey.(*)..").should().beFreeOfCycles();

    /** Elsewhere, nothing would try again what was in another's way. */
    @ArchTest
    static final ArchRule transactionsAreBegunInOnePlace = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(Transactions.class.getName())
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.quarkus.narayana.jta.QuarkusTransaction")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("jakarta.transaction.Transactional");

    @ArchTest
    static final ArchRule onlyDevelopmentKnowsWhatIsThereForIt = classes()
            .that()
            .resideOutsideOfPackage("latchkey.dev..")
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages("io.zonky..", "com.google.common..");

    /**
     * Without it, Quarkus reads a record of one string from plain text, past the body's limits and rules, and another site's
     * page may send what needs no preflight.
     */
    @ArchTest
    static final ArchRule whatChangesSomethingSaysWhichKindOfBodyItReads = methods()
            .that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith("jakarta.ws.rs.Path")
            .and(changeSomething())
            .should()
            .beAnnotatedWith("jakarta.ws.rs.Consumes")
            .orShould()
            .beDeclaredInClassesThat()
            .areAnnotatedWith("jakarta.ws.rs.Consumes");

    /** Elsewhere, it would hold a thread while it waits. */
    @ArchTest
    static final ArchRule whatHashesAwaitsItsTurn = methods()
            .that()
            .areDeclaredInClassesThat()
            .areAnnotatedWith("jakarta.ws.rs.Path")
            .and(haveAPasswordHashed())
            .should()
            .beAnnotatedWith("latchkey.contract.InTurn");

    /** So that one finds a table's queries where the table is described. */
    @ArchTest
    static final ArchRule onlyTheCoreQueries = noClasses()
            .that()
            .resideOutsideOfPackages(CORE)
            .and()
            .resideOutsideOfPackage("latchkey")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Sql.class);

    /** The machine's locale may have digits, letters and a calendar of its own, which no program reads, ours neither. */
    @ArchTest
    static final ArchRule nothingDependsOnTheMachinesLocale = noClasses()
            .should()
            .callCodeUnitWhere(dependsOnTheMachinesLocale())
            .because("String.format(Locale.ROOT, ...) writes the same everywhere");

    /** What has a twin that takes a locale, and the few that have none. */
    private static DescribedPredicate<JavaCall<?>> dependsOnTheMachinesLocale() {
        Set<String> without =
                Set.of("java.lang.String.formatted", "java.util.Locale.getDefault", "java.text.DecimalFormat.<init>");
        return DescribedPredicate.describe("depends on the machine's locale", call -> {
            List<JavaClass> given = call.getTarget().getRawParameterTypes();
            return without.contains(call.getTargetOwner().getName() + "." + call.getName())
                    // A console's twins are of a later Java than the oldest, and what is said there has no numbers.
                    || !call.getTargetOwner().isEquivalentTo(Console.class)
                            && given.stream().noneMatch(type -> type.isEquivalentTo(Locale.class))
                            && call.getTargetOwner().getAllMembers().stream()
                                    .filter(JavaCodeUnit.class::isInstance)
                                    .map(JavaCodeUnit.class::cast)
                                    .filter(twin -> twin.getName().equals(call.getName()))
                                    .anyMatch(twin -> addsALocale(given, twin.getRawParameterTypes()));
        });
    }

    private static boolean addsALocale(List<JavaClass> given, List<JavaClass> twins) {
        List<JavaClass> others = twins.stream()
                .filter(type -> !type.isEquivalentTo(Locale.class))
                .toList();
        return others.equals(given) && twins.size() == given.size() + 1;
    }

    private static DescribedPredicate<JavaMethod> changeSomething() {
        return DescribedPredicate.describe("change something", method -> Stream.of("POST", "PUT", "PATCH", "DELETE")
                .anyMatch(verb -> method.isAnnotatedWith("jakarta.ws.rs." + verb)));
    }

    private static DescribedPredicate<JavaMethod> haveAPasswordHashed() {
        Set<String> hashing = Set.of(
                "Newcomers.register",
                "Newcomers.registerAndSignIn",
                "Accounts.changePassword",
                "Accounts.delete",
                "Caller.signIn");
        return DescribedPredicate.describe("have a password hashed", method -> method.getMethodCallsFromSelf().stream()
                .map(call -> call.getTargetOwner().getSimpleName() + "." + call.getName())
                .anyMatch(hashing::contains));
    }
}
