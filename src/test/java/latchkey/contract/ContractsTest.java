package latchkey.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.List;
import java.util.Map;
import latchkey.LatchkeyConfig;
import latchkey.contract.drfcookie.DrfCookieContract;
import latchkey.contract.drftoken.DrfTokenContract;
import latchkey.contract.express.ExpressContract;
import latchkey.contract.fastapi.FastApiContract;
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
            new TastiContract());

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
    void leavesUnclaimedPathsAlone(String path, String host) {
        assertThat(contracts("express").route(path, host)).isEmpty();
    }

    @Test
    void knowsWhatAPathHasThatTheDocumentHasNot() {
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
                                + " express, fastapi, tasti.");
        assertThatThrownBy(() -> contracts(Map.of("latchkey.contract.hosts.\"shop.example\"", "djnago")))
                .hasMessageStartingWith("latchkey.contract.hosts.\"shop.example\" is \"djnago\"");
    }

    private static Contracts contracts(String fallback) {
        return contracts(Map.of(
                "latchkey.contract.default", fallback,
                "latchkey.contract.hosts.\"Cookie.example\"", "drf-cookie",
                "latchkey.contract.hosts.\"tasti.example\"", "tasti"));
    }

    private static Contracts contracts(Map<String, String> settings) {
        return new Contracts(
                ALL,
                new SmallRyeConfigBuilder()
                        .withMapping(LatchkeyConfig.class)
                        .withSources(new PropertiesConfigSource(settings, "test", 100))
                        .build()
                        .getConfigMapping(LatchkeyConfig.class));
    }
}
