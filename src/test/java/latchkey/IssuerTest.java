package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerTest {

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, ''",
        "https://auth.example.com, ''",
        "https://example.com/auth, /auth",
        "https://example.com:8443/some/auth-1, /some/auth-1",
        "https://my_service/a.b~c, /a.b~c",
        "http://[::1]:8080, ''",
        "https://[2001:db8::1]/auth, /auth"
    })
    void isAUrlOfAService(String issuer, String path) {
        assertThat(Issuer.flaw(issuer)).isEmpty();
        assertThat(Issuer.path(issuer)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "auth.example.com",
                "/auth",
                "ftp://auth.example.com",
                "urn:auth",
                "https://",
                "https:///auth",
                "https://auth.example.com?",
                "https://auth.example.com?a=b",
                "https://auth.example.com#",
                "https://example.com/auth#a",
                "https://me@auth.example.com",
                "https://me:secret@auth.example.com",
                "https://auth.example.com:",
                "https://auth.example.com:0",
                "https://auth.example.com:port",
                "https://auth.example.com:65536",
                "https://example.com//auth",
                "https://example.com/../auth",
                "https://example.com/.",
                "https://example.com/a%2fb",
                "https://example.com/a;b",
                "https://example.com/a b",
                " https://example.com",
                "https://example.com\n",
                "https://exämple.com"
            })
    void isNothingElse(String issuer) {
        assertThat(Issuer.flaw(issuer).orElse(""))
                .contains("is no URL of a service")
                .doesNotContain("slash at its end");
        assertThat(Issuer.path(issuer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://auth.example.com/", "https://example.com/auth/", "https://example.com//"})
    void hasNoSlashAtItsEnd(String issuer) {
        assertThat(Issuer.flaw(issuer).orElse("")).contains("has a slash at its end");
    }

    @Test
    void whoIsInItIsNotPrinted() {
        assertThat(Issuer.flaw("https://me:secret@auth.example.com").orElse("")).doesNotContain("secret@");
    }
}
