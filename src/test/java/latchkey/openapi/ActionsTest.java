package latchkey.openapi;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.contract.Action;
import latchkey.contract.Contract;
import latchkey.contract.Endpoint;
import latchkey.contract.GoldenCase;
import latchkey.contract.PathClaims;
import latchkey.contract.Performs;
import latchkey.contract.orchard.OrchardContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each method of a contract declares its action, and performs it. */
class ActionsTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages("latchkey.contract");

    /** The core's verbs, and what a method that calls one of them does. */
    private static final Map<String, Action> VERBS = Map.ofEntries(
            Map.entry("RegistrationFlow.register", Action.REGISTER),
            Map.entry("RegistrationFlow.registerAndSignIn", Action.REGISTER_AND_SIGN_IN),
            Map.entry("PasswordSignIn.signIn", Action.SIGN_IN),
            Map.entry("CodeSignIn.signIn", Action.SIGN_IN_BY_CODE),
            Map.entry("PasskeySignIn.signIn", Action.SIGN_IN_BY_PASSKEY),
            Map.entry("EmailSignIn.request", Action.REQUEST_SIGN_IN),
            Map.entry("EmailSignIn.signIn", Action.SIGN_IN_BY_MAIL),
            Map.entry("RecoveryFlow.requestReset", Action.REQUEST_RESET),
            Map.entry("RecoveryFlow.requestResetUnchecked", Action.REQUEST_RESET),
            Map.entry("RecoveryFlow.resetPassword", Action.RESET_PASSWORD),
            Map.entry("RecoveryFlow.changePassword", Action.CHANGE_PASSWORD),
            Map.entry("RecoveryFlow.requestVerification", Action.REQUEST_VERIFICATION),
            Map.entry("RecoveryFlow.requestOwnVerification", Action.REQUEST_OWN_VERIFICATION),
            Map.entry("RecoveryFlow.verify", Action.VERIFY_EMAIL),
            Map.entry("CurrentUser.refresh", Action.REFRESH),
            Map.entry("RefreshAnswer.of", Action.REFRESH),
            Map.entry("CurrentUser.signOut", Action.SIGN_OUT),
            Map.entry("CurrentUser.signOutByRefreshToken", Action.SIGN_OUT_BY_REFRESH_TOKEN),
            Map.entry("CurrentUser.signOutIfSignedIn", Action.SIGN_OUT_IF_SIGNED_IN),
            Map.entry("CurrentUser.account", Action.WHO_AM_I),
            Map.entry("CurrentUser.refreshIfSignedIn", Action.REFRESH_IF_SIGNED_IN),
            Map.entry("CurrentUser.refreshedAccount", Action.WHO_AM_I_REFRESHED));

    /** All implementations that the container finds. */
    static Stream<Contract> contracts() {
        return CLASSES.stream()
                .filter(type -> type.isAssignableTo(Contract.class) && type.isAnnotatedWith(ApplicationScoped.class))
                .map(ActionsTest::instance);
    }

    private static Contract instance(JavaClass type) {
        try {
            return (Contract) type.reflect().getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type.getName(), e);
        }
    }

    @Test
    void everyContractHasGoldenCases() {
        assertThat(contracts().map(Contract::name).filter(name -> !name.equals(new OrchardContract().name())))
                .containsExactlyInAnyOrderElementsOf(GoldenCase.contracts());
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void everyMethodDeclaresItsAction(Contract contract) {
        assertThat(methods(contract)).isNotEmpty().allSatisfy(method -> {
            assertThat(method.isAnnotatedWith(Performs.class))
                    .as(method.getFullName())
                    .isTrue();
            assertThat(verbs(method)).as(method.getFullName()).containsExactly(does(method));
        });
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void theRefreshMethodIsAtTheContractsRefreshEndpoint(Contract contract) {
        List<JavaMethod> refreshing = methods(contract).stream()
                .filter(method -> does(method) == Action.REFRESH || does(method) == Action.WHO_AM_I_REFRESHED)
                .toList();

        assertThat(refreshing)
                .singleElement()
                .satisfies(method -> assertIsAt(contract, contract.refreshEndpoint(), method));
        assertThat(contract.refreshEndpoint().path()).startsWith(contract.refreshPath());
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void theSignOutMethodIsAtTheContractsSignOutEndpoint(Contract contract) {
        List<JavaMethod> signingOut = methods(contract).stream()
                .filter(method -> does(method).signsOut())
                .toList();

        assertThat(signingOut)
                .singleElement()
                .satisfies(method -> assertIsAt(contract, contract.signOutEndpoint(), method));
    }

    private static void assertIsAt(Contract contract, Endpoint endpoint, JavaMethod method) {
        assertThat(method.isAnnotatedWith("jakarta.ws.rs." + endpoint.method())).isTrue();
        assertThat(path(method)).isEqualTo("/" + contract.name() + endpoint.path());
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void everyPathIsBelowThePrefixAndRootsOfItsContract(Contract contract) {
        assertThat(methods(contract)).allSatisfy(method -> {
            assertThat(path(method)).startsWith("/" + contract.name() + "/");
            assertThat(PathClaims.covers(
                            contract, path(method).substring(contract.name().length() + 1)))
                    .as(method.getFullName())
                    .isTrue();
        });
    }

    /** Quarkus would read any other type itself, without Latchkey's limits, rules and messages. */
    @ParameterizedTest
    @MethodSource("contracts")
    void everyRequestBodyIsARecord(Contract contract) {
        assertThat(methods(contract).stream()
                        .flatMap(method -> method.getParameters().stream())
                        .filter(parameter -> parameter.getAnnotations().stream()
                                .noneMatch(annotation ->
                                        annotation.getRawType().getSimpleName().startsWith("Rest"))))
                .allMatch(parameter -> parameter.getRawType().isRecord());
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void methodNamesAreUnique(Contract contract) {
        assertThat(methods(contract).stream()
                        .collect(groupingBy(JavaMethod::getName))
                        .values())
                .allMatch(same -> same.size() == 1);
    }

    @Test
    void everyActionHasReasonsAndAKey() {
        assertThat(EnumSet.allOf(Action.class))
                .allMatch(act -> !act.key().isBlank() && !act.sentence().isBlank());
        assertThat(EnumSet.allOf(Action.class).stream().map(Action::key))
                .containsOnlyElementsOf(Set.of(
                        "register",
                        "login",
                        "login-code",
                        "login-passkey",
                        "login-mail",
                        "login-by-mail",
                        "forgot",
                        "reset",
                        "password",
                        "resend",
                        "verify",
                        "refresh",
                        "logout",
                        "me"));
    }

    private static List<JavaMethod> methods(Contract contract) {
        String name = contract.getClass().getPackageName();
        return CLASSES.stream()
                .filter(type -> type.getPackageName().equals(name) && type.isAnnotatedWith(Path.class))
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> Stream.of("GET", "POST", "PUT", "PATCH", "DELETE")
                        .anyMatch(verb -> method.isAnnotatedWith("jakarta.ws.rs." + verb)))
                .toList();
    }

    private static List<Action> verbs(JavaMethod method) {
        return method.getMethodCallsFromSelf().stream()
                .map(call -> VERBS.get(call.getTargetOwner().getSimpleName() + "." + call.getName()))
                .filter(act -> act != null)
                .distinct()
                .toList();
    }

    private static Action does(JavaMethod method) {
        return method.getAnnotationOfType(Performs.class).value();
    }

    private static String path(JavaMethod method) {
        String mount = method.getOwner().getAnnotationOfType(Path.class).value();
        return "/" + mount
                + method.tryGetAnnotationOfType(Path.class)
                        .map(path -> "/" + path.value())
                        .orElse("");
    }
}
