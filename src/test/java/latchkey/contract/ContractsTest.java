package latchkey.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.contract.drfcookie.DrfCookieContract;
import latchkey.contract.drftoken.DrfTokenContract;
import latchkey.contract.express.ExpressContract;
import latchkey.contract.fastapi.FastApiContract;
import latchkey.contract.laravel.LaravelContract;
import latchkey.contract.orchard.OrchardContract;
import latchkey.contract.tasti.TastiContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractsTest {

    private static final List<Contract> ALL = List.of(
            new DrfCookieContract(),
            new DrfTokenContract(),
            new ExpressContract(),
            new FastApiContract(),
            new TastiContract(),
            new LaravelContract());

    @ParameterizedTest(name = "{1}{0} goes to {2}")
    @CsvSource(textBlock = """
                    /api/auth/login,             any.example,    /express/api/auth/login
                    /api/auth/login/,            any.example,    /express/api/auth/login/
                    /api/auth/login/,            cookie.example, /drf-cookie/api/auth/login/
                    /api/auth/login/,            COOKIE.Example, /drf-cookie/api/auth/login/
                    /api/auth,                   cookie.example, /drf-cookie/api/auth
                    /api/user,                   any.example,    /express/api/user
                    /api/user/,                  cookie.example, /express/api/user/
                    /auth/login,                 cookie.example, /fastapi/auth/login
                    /api/v1/auth/token/refresh/, cookie.example, /tasti/api/v1/auth/token/refresh/
                    /drf-token/api/auth/login,   cookie.example, /drf-token/api/auth/login
                    /express/api/auth/login,     any.example,    /express/api/auth/login
                    /tasti/nothing,              any.example,    /tasti/nothing
                    """)
    void routes(String path, String host, String expected) {
        assertThat(contracts("express").route(path, host).orElseThrow().path()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{1}{0} is nobody''s")
    @CsvSource({
        "/, any.example",
        "/api, any.example",
        "/api/authentic, any.example",
        "/api/v1, any.example",
        "/nothing, any.example",
        "/expression/api/auth/login, any.example",
        "/api/auth/login, tasti.example"
    })
    void doesNotRoutePathsThatNoContractHas(String path, String host) {
        assertThat(contracts("express").route(path, host)).isEmpty();
    }

    @ParameterizedTest(name = "{1}{0} goes to {2} all the same")
    @CsvSource(textBlock = """
                    /api/auth/login,    any.example,     /express/api/auth/login
                    /api/user,          any.example,     /express/api/user
                    /auth/login,        any.example,     /fastapi/auth/login
                    /auth/login,        cookie.example,  /fastapi/auth/login
                    /api/v1/auth/login, any.example,     /tasti/api/v1/auth/login
                    /sessions,          any.example,     /orchard/sessions
                    /auth/login,        orchard.example, /orchard/auth/login
                    /api/user,          orchard.example, /orchard/api/user
                    """)
    void aLaterContractTakesNoPathFromAnOlderOne(String path, String host, String expected) {
        assertThat(withOneMore("/auth", "/api", "/sessions")
                        .route(path, host)
                        .orElseThrow()
                        .path())
                .isEqualTo(expected);
    }

    @Test
    void aPathThatTwoContractsClaimIsRoutedToNeither() {
        assertThat(withOneMore("/api/auth").route("/api/auth/login", "tasti.example"))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} with {1} is refused")
    @CsvSource({
        "express, /sessions",
        "account, /sessions",
        ".well-known, /sessions",
        "q, /sessions",
        "auth, /sessions",
        "api, /sessions",
        "orchard, /",
        "orchard, ''",
        "orchard, sessions",
        "orchard, /sessions/",
        "orchard, //sessions",
        "orchard, /account",
        "orchard, /account/sessions",
        "orchard, /oauth2",
        "orchard, /forward-auth",
        "orchard, /.well-known/jwks.json",
        "orchard, /q",
        "orchard, /fastapi",
        "orchard, /fastapi/auth",
        "orchard, /orchard"
    })
    void aContractCannotUseAReservedPath(String name, String root) {
        List<Contract> all = Stream.concat(ALL.stream(), Stream.of(new OneMore(name, Set.of(root))))
                .toList();

        assertThat(PathClaims.flaw(ALL)).isEmpty();
        assertThat(PathClaims.flaw(all)).isPresent();
    }

    @Test
    void findsThePrefixOfAPath() {
        assertThat(contracts("express")
                        .route("/tasti/api/v1/auth/login", "")
                        .orElseThrow()
                        .prefix())
                .isEqualTo("/tasti");
        assertThat(contracts("express")
                        .route("/api/v1/auth/login", "")
                        .orElseThrow()
                        .prefix())
                .isEmpty();
    }

    @Test
    void refusesToStartWithAnUnknownNameAndListsTheKnownOnes() {
        assertThatThrownBy(() -> contracts("expres"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "latchkey.contract.default is \"expres\", which is no contract; there are drf-cookie, drf-token,"
                                + " express, fastapi, laravel, tasti.");
        assertThatThrownBy(() -> contracts(Map.of("latchkey.contract.hosts.\"shop.example\"", "djnago")))
                .hasMessageStartingWith("latchkey.contract.hosts.\"shop.example\" is \"djnago\"");
    }

    @ParameterizedTest(name = "{1}{0} goes to {2}")
    @CsvSource(textBlock = """
                    /api/auth/login,           any.example,         /drf-token/api/auth/login
                    /api/auth/login,           shop.example,        /drf-token/api/auth/login
                    /api/auth/login,           drf-cookie.localhost, /drf-token/api/auth/login
                    /api/v1/auth/login,        any.example,         /tasti/api/v1/auth/login
                    /drf-token/api/auth/login, any.example,         /drf-token/api/auth/login
                    """)
    void routesToEnabledContracts(String path, String host, String expected) {
        assertThat(twoOfThem().route(path, host).orElseThrow().path()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"/api/user", "/auth/login", "/express/api/user", "/fastapi/auth/login", "/drf-cookie/api/auth/login"})
    void doesNotRouteToDisabledContracts(String path) {
        assertThat(twoOfThem().route(path, "any.example")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/login", "/api/user", "/laravel/login"})
    void aNewContractIsOffUntilTheOperatorNamesIt(String path) {
        assertThat(contracts("express").find("laravel")).isEmpty();
        assertThat(contracts("express").route(path, "any.example"))
                .map(Contracts.Route::contract)
                .map(Contract::name)
                .isNotEqualTo(Optional.of("laravel"));
        for (Map<String, String> naming : List.of(
                Map.of("latchkey.contract.default", "laravel"),
                Map.of("latchkey.contract.hosts.\"shop.example\"", "laravel"),
                Map.of("latchkey.contract.enabled", "laravel,drf-cookie"))) {
            assertThat(contracts(naming).route(path, "shop.example"))
                    .as(naming.toString())
                    .map(Contracts.Route::contract)
                    .map(Contract::name)
                    .hasValue("laravel");
        }
    }

    @Test
    void listsTheDisabledContracts() {
        assertThat(twoOfThem().isDisabled("/express/api/user")).isTrue();
        assertThat(twoOfThem().isDisabled("/express")).isTrue();
        assertThat(twoOfThem().isDisabled("/tasti/api/v1/auth/login")).isFalse();
        assertThat(twoOfThem().isDisabled("/account")).isFalse();
        assertThat(twoOfThem().isDisabled("/")).isFalse();
        assertThat(twoOfThem().all()).extracting(Contract::name).containsExactly("drf-token", "tasti");
    }

    @Test
    void refusesToStartIfADefaultOrHostNamesADisabledContract() {
        assertThatThrownBy(() -> contracts(Map.of("latchkey.contract.enabled", "express")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "latchkey.contract.default is \"drf-cookie\", which latchkey.contract.enabled leaves out: it has"
                                + " express.");
        assertThatThrownBy(() -> contracts(Map.of(
                        "latchkey.contract.enabled", "drf-cookie",
                        "latchkey.contract.hosts.\"shop.example\"", "tasti")))
                .hasMessage("latchkey.contract.hosts.\"shop.example\" is \"tasti\", which latchkey.contract.enabled"
                        + " leaves out: it has drf-cookie.");
        assertThatThrownBy(() -> contracts(Map.of("latchkey.contract.enabled", "drf-cookie,flask")))
                .hasMessageStartingWith(
                        "latchkey.contract.enabled has \"flask\", which is no contract; there are drf-cookie,");
    }

    private static Contracts twoOfThem() {
        return contracts(Map.of(
                "latchkey.contract.enabled", "tasti,drf-token",
                "latchkey.contract.default", "drf-token",
                "latchkey.contract.hosts.\"drf-cookie.localhost\"", "drf-cookie",
                "latchkey.contract.hosts.\"shop.example\"", "drf-token"));
    }

    private static Contracts contracts(String fallback) {
        return contracts(Map.of(
                "latchkey.contract.default", fallback,
                "latchkey.contract.hosts.\"Cookie.example\"", "drf-cookie",
                "latchkey.contract.hosts.\"tasti.example\"", "tasti"));
    }

    /** One with other names and roots. */
    private static final class OneMore extends OrchardContract {

        private final String name;
        private final Set<String> roots;

        private OneMore(String name, Set<String> roots) {
            this.name = name;
            this.roots = roots;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Set<String> roots() {
            return roots;
        }
    }

    private static Contracts withOneMore(String... roots) {
        return contracts(
                Stream.concat(ALL.stream(), Stream.of(new OneMore("orchard", Set.of(roots))))
                        .toList(),
                Map.of(
                        "latchkey.contract.default", "express",
                        "latchkey.contract.hosts.\"cookie.example\"", "drf-cookie",
                        "latchkey.contract.hosts.\"orchard.example\"", "orchard",
                        "latchkey.contract.hosts.\"tasti.example\"", "tasti"));
    }

    private static Contracts contracts(Map<String, String> settings) {
        return contracts(ALL, settings);
    }

    private static Contracts contracts(List<Contract> all, Map<String, String> settings) {
        return new Contracts(
                all,
                new SmallRyeConfigBuilder()
                        .withMapping(ContractConfig.class)
                        .withSources(new PropertiesConfigSource(settings, "test", 100))
                        .build()
                        .getConfigMapping(ContractConfig.class));
    }
}
