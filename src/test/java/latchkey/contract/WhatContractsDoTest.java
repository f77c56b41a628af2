package latchkey.contract;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import jakarta.ws.rs.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.contract.drfcookie.DrfCookieContract;
import latchkey.contract.drftoken.DrfTokenContract;
import latchkey.contract.express.ExpressContract;
import latchkey.contract.fastapi.FastApiContract;
import latchkey.contract.orchard.OrchardContract;
import latchkey.contract.tasti.TastiContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each method of a contract says what it does, and it is what it does. */
class WhatContractsDoTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().importPackages("latchkey.contract");

    /** The core's verbs, and what a method that calls one of them does. */
    private static final Map<String, Act> VERBS = Map.of(
            "Newcomers.register", Act.REGISTER,
            "Newcomers.registerAndSignIn", Act.REGISTER_AND_SIGN_IN,
            "SignIns.by", Act.SIGN_IN,
            "Caller.refresh", Act.REFRESH,
            "Renewal.of", Act.REFRESH,
            "Caller.signOut", Act.SIGN_OUT,
            "Caller.signOutByRefreshToken", Act.SIGN_OUT_BY_REFRESH_TOKEN,
            "Caller.signOutIfAnybody", Act.SIGN_OUT_IF_ANYBODY,
            "Caller.account", Act.WHO_AM_I);

    static Stream<Contract> contracts() {
        return Stream.of(
                new DrfCookieContract(),
                new DrfTokenContract(),
                new ExpressContract(),
                new FastApiContract(),
                new TastiContract(),
                new OrchardContract());
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void everyMethodSaysWhatItDoes(Contract contract) {
        assertThat(methods(contract)).isNotEmpty().allSatisfy(method -> {
            assertThat(method.isAnnotatedWith(Does.class))
                    .as(method.getFullName())
                    .isTrue();
            assertThat(verbs(method)).as(method.getFullName()).containsExactly(does(method));
        });
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void whatItRefreshesIsWhereTheContractSays(Contract contract) {
        List<String> paths = methods(contract).stream()
                .filter(method -> does(method) == Act.REFRESH)
                .map(WhatContractsDoTest::path)
                .toList();

        assertThat(paths).containsExactly("/" + contract.name() + contract.refreshEndpoint());
        assertThat(contract.refreshEndpoint()).startsWith(contract.refreshPath());
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void itIsBelowItsMountAndTheRootsThatItClaims(Contract contract) {
        assertThat(methods(contract)).allSatisfy(method -> {
            assertThat(path(method)).startsWith("/" + contract.name() + "/");
            assertThat(Claims.covers(
                            contract, path(method).substring(contract.name().length() + 1)))
                    .as(method.getFullName())
                    .isTrue();
        });
    }

    /** What is no record is read by Quarkus' own reader, past our limits, rules and words. */
    @ParameterizedTest
    @MethodSource("contracts")
    void whatItReadsIsARecord(Contract contract) {
        assertThat(methods(contract).stream().flatMap(method -> method.getRawParameterTypes().stream()))
                .allMatch(JavaClass::isRecord);
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void noNameOfAMethodIsThereTwice(Contract contract) {
        assertThat(methods(contract).stream()
                        .collect(groupingBy(JavaMethod::getName))
                        .values())
                .allMatch(same -> same.size() == 1);
    }

    @Test
    void everyActHasItsReasonsAndItsKey() {
        assertThat(EnumSet.allOf(Act.class))
                .allMatch(act -> !act.key().isBlank() && !act.sentence().isBlank());
        assertThat(EnumSet.allOf(Act.class).stream().map(Act::key))
                .containsOnlyElementsOf(Set.of("register", "login", "refresh", "logout", "me"));
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

    private static List<Act> verbs(JavaMethod method) {
        return method.getMethodCallsFromSelf().stream()
                .map(call -> VERBS.get(call.getTargetOwner().getSimpleName() + "." + call.getName()))
                .filter(act -> act != null)
                .distinct()
                .toList();
    }

    private static Act does(JavaMethod method) {
        return method.getAnnotationOfType(Does.class).value();
    }

    private static String path(JavaMethod method) {
        String mount = method.getOwner().getAnnotationOfType(Path.class).value();
        return "/" + mount
                + method.tryGetAnnotationOfType(Path.class)
                        .map(path -> "/" + path.value())
                        .orElse("");
    }
}
