package orders;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;

/** What docs/platform.md says that Spring Boot needs for tokens of type at+jwt. */
@Configuration
@Profile("at-jwt")
class AccessTokenType {

    @Bean
    OAuth2TokenValidator<Jwt> type() {
        return new JwtTypeValidator("at+jwt");
    }
}
