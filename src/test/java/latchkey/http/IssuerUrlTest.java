package latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerUrlTest {

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
    void aValidIssuerIsAccepted(String issuer, String path) {
        assertThat(IssuerUrl.flaw(issuer)).isEmpty();
        assertThat(IssuerUrl.path(issuer)).isEqualTo(path);
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
    void anInvalidIssuerIsRejected(String issuer) {
        assertThat(IssuerUrl.flaw(issuer).orElse(""))
                .contains("is no URL of a service")
                .doesNotContain("slash at its end");
        assertThat(IssuerUrl.path(issuer)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://auth.example.com/", "https://example.com/auth/", "https://example.com//"})
    void anIssuerWithATrailingSlashIsRejected(String issuer) {
        assertThat(IssuerUrl.flaw(issuer).orElse("")).contains("has a slash at its end");
    }

    @Test
    void userInfoInAnIssuerIsNotPrinted() {
        assertThat(IssuerUrl.flaw("https://me:secret@auth.example.com").orElse(""))
                .doesNotContain("secret@");
    }
}
