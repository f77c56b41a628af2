package orders;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.SecurityContext;
import java.net.URL;
import java.util.List;

/** Latchkey's keys: fetched again after five minutes, and for an unknown key, but at most twice in 30 seconds. */
class PublicKeys implements JWKSource<SecurityContext> {

    private final JWKSource<SecurityContext> keys;
    private volatile boolean fetched;

    PublicKeys(URL url) {
        keys = JWKSourceBuilder.create(url).build();
    }

    @Override
    public List<JWK> get(JWKSelector selector, SecurityContext context) throws KeySourceException {
        try {
            List<JWK> found = keys.get(selector, context);
            fetched = true;
            return found;
        } catch (RateLimitReachedException e) {
            if (!fetched) {
                throw e; // the token may be good: the answer is 500, not 401
            }
            return List.of();
        }
    }
}
