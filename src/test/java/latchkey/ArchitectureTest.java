package latchkey;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Console;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.account.OwnAccount;
import latchkey.audit.AuditLog;
import latchkey.database.Statements;
import latchkey.database.Transactions;
import latchkey.directory.Directory;
import latchkey.http.recovery.RecoveryFlow;
import latchkey.http.signin.PasswordSignIn;
import latchkey.http.signin.RegistrationFlow;
import latchkey.recovery.AddressChange;

@AnalyzeClasses(packages = "latchkey", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    /** Knows no HTTP and no contract. */
    private static final String[] CORE = {
        "latchkey.account..",
        "latchkey.attempt..",
        "latchkey.audit..",
        "latchkey.cleanup..",
        "latchkey.client..",
        "latchkey.clock..",
        "latchkey.database..",
        "latchkey.delivery..",
        "latchkey.directory..",
        "latchkey.email..",
        "latchkey.factor..",
        "latchkey.failure..",
        "latchkey.group..",
        "latchkey.hash..",
        "latchkey.key..",
        "latchkey.legacy..",
        "latchkey.passkey..",
        "latchkey.password..",
        "latchkey.queue..",
        "latchkey.recovery..",
        "latchkey.session..",
        "latchkey.text..",
        "latchkey.transfer..",
        "latchkey.webhook.."
    };

    /** What clients, operators and developers meet. */
    private static final String[] OUTSIDE = {
        "latchkey.admin..",
        "latchkey.command..",
        "latchkey.connection..",
        "latchkey.console..",
        "latchkey.contract..",
        "latchkey.dev..",
        "latchkey.http..",
        "latchkey.openapi..",
        "latchkey.outbound..",
        "latchkey.page..",
        "latchkey.platform..",
        "latchkey.playground..",
        "latchkey.settings..",
        "latchkey.smtp.."
    };

    /** So that a reader can keep a package in mind. */
    private static final int MOST_FILES = 17;

    @ArchTest
    static final ArchRule everyPackageIsOfTheCoreOrOutside = classes()
            .should()
            .resideInAnyPackage(CORE)
            .orShould()
            .resideInAnyPackage(OUTSIDE)
            .orShould()
            .resideInAPackage("latchkey");

    @ArchTest
    static final ArchRule coreKnowsNoContractAndNoHttp = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(OUTSIDE)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "io.vertx..");

    @ArchTest
    static final ArchRule onlyContractsKnowAContract = noClasses()
            .that()
            .resideOutsideOfPackage("latchkey.contract..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("latchkey.contract.(*)..");

    @ArchTest
    static void noPackageHasTooManyFiles(JavaClasses all) {
        Map<String, Set<String>> files = all.stream()
                .filter(type -> type.getSource().isPresent())
                .collect(groupingBy(
                        JavaClass::getPackageName,
                        mapping(type -> type.getSource().get().getFileName().orElseThrow(), toSet())));

        assertThat(files).allSatisfy((name, inIt) -> assertThat(inIt).as(name).hasSizeLessThanOrEqualTo(MOST_FILES));
    }

    @ArchTest
    static final ArchRule entitiesNeverMeetJackson = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .and()
            .doNotHaveFullyQualifiedName(AuditLog.class.getName()) // it writes the log's lines
            .and()
            .resideOutsideOfPackage("latchkey.transfer..") // it reads and writes files
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml..");

    @ArchTest
    static final ArchRule contractsKnowNothingOfEachOther =
            slices().matching("latchkey.contract.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule noCycles = slices().matching("latchkey.(**)").should().beFreeOfCycles();

    /** Only there, a transaction is retried after a conflict. */
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
            .beAnnotatedWith("latchkey.http.signin.HashesPassword");

    /** So that one finds a table's queries where the table is described. */
    @ArchTest
    static final ArchRule onlyTheCoreQueries = noClasses()
            .that()
            .resideOutsideOfPackages(CORE)
            .and()
            .resideOutsideOfPackage("latchkey")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Statements.class);

    /** The machine's locale may have digits, letters and a calendar of its own, which no program reads, ours neither. */
    @ArchTest
    static final ArchRule nothingDependsOnTheMachinesLocale = noClasses()
            .should()
            .callCodeUnitWhere(dependsOnTheMachinesLocale())
            .because("String.format(Locale.ROOT, ...) writes the same everywhere");

    /** Methods with an overload that takes a locale, and the few that have none. */
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
        Set<String> hashing = Stream.of(
                        named(RegistrationFlow.class, "register", "registerAndSignIn"),
                        named(PasswordSignIn.class, "signIn"),
                        named(OwnAccount.class, "changePassword", "delete"),
                        named(RecoveryFlow.class, "resetPassword", "changePassword"),
                        named(AddressChange.class, "request"),
                        named(Directory.class, "creating"))
                .flatMap(Set::stream)
                .collect(toSet());
        return DescribedPredicate.describe("have a password hashed", method -> method.getMethodCallsFromSelf().stream()
                .map(call -> call.getTargetOwner().getName() + "." + call.getName())
                .anyMatch(hashing::contains));
    }

    /** The names of methods that are there, with their class's. */
    private static Set<String> named(Class<?> type, String... names) {
        assertThat(type.getDeclaredMethods()).extracting(Method::getName).contains(names);
        return Stream.of(names).map(name -> type.getName() + "." + name).collect(toSet());
    }
}
