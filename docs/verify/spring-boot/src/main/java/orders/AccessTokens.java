package orders;

import java.net.MalformedURLException;
import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Accepts access tokens (RFC 9068) alone. What Spring Boot configures accepts tokens of type JWT. */
@Configuration
class AccessTokens {

    private static final String SETTINGS = "spring.security.oauth2.resourceserver.jwt.";

    @Bean
    JwtDecoder decoder(
            @Value("${" + SETTINGS + "issuer-uri}") String issuer,
            @Value("${" + SETTINGS + "audiences}") String audience)
            throws MalformedURLException {
        PublicKeys keys =
                new PublicKeys(URI.create(issuer + "/.well-known/jwks.json").toURL());
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(keys)
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .build();
        decoder.setJwtValidator(JwtValidators.createAtJwtValidator()
                .issuer(issuer)
                .audience(audience)
                .build());
        return decoder;
    }
}
