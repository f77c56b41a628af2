package orders;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** A service that checks Latchkey's access tokens with the public keys. */
@SpringBootApplication
@EnableMethodSecurity
@RestController
public class Orders {

    private static final List<String> TWO_FACTORS = List.of("aal2", "phr");
    private static final Duration RECENT = Duration.ofMinutes(10);

    /** RFC 9470, 3. */
    private static final String SIGN_IN_AGAIN =
            "Bearer error=\"insufficient_user_authentication\", acr_values=\"aal2\", max_age=\"600\"";

    public static void main(String[] arguments) {
        SpringApplication.run(Orders.class, arguments);
    }

    @GetMapping("/orders")
    public Map<String, String> orders(@AuthenticationPrincipal Jwt token) {
        return Map.of("user", token.getSubject());
    }

    @GetMapping("/reports")
    @PreAuthorize("hasRole('editors')")
    public Map<String, String> reports(@AuthenticationPrincipal Jwt token) {
        return Map.of("user", token.getSubject());
    }

    @PostMapping("/payments")
    public ResponseEntity<Map<String, String>> pay(@AuthenticationPrincipal Jwt token) {
        if (!recentlyWithTwoFactors(token)) {
            return ResponseEntity.status(HttpStatus.UNAUTHORIZED)
                    .header(HttpHeaders.WWW_AUTHENTICATE, SIGN_IN_AGAIN)
                    .build();
        }
        return ResponseEntity.ok(Map.of("user", token.getSubject()));
    }

    private static boolean recentlyWithTwoFactors(Jwt token) {
        Instant signedIn = token.getClaimAsInstant("auth_time");
        return TWO_FACTORS.contains(String.valueOf(token.<Object>getClaim("acr")))
                && signedIn != null
                && signedIn.isAfter(Instant.now().minus(RECENT));
    }
}
