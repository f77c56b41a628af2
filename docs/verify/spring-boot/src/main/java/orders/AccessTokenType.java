package orders;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;

/** Accepts access tokens (RFC 9068) in place of tokens of type JWT. */
@Configuration
class AccessTokenType {

    @Bean
    OAuth2TokenValidator<Jwt> type() {
        return new JwtTypeValidator("at+jwt");
    }
}
