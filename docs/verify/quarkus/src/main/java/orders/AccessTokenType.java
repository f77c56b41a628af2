package orders;

import io.quarkus.arc.Unremovable;
import jakarta.enterprise.context.ApplicationScoped;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.jwt.consumer.Validator;

/** Accepts access tokens (RFC 9068) alone. Quarkus itself does not check the header {@code typ}. */
@ApplicationScoped
@Unremovable
class AccessTokenType implements Validator {

    @Override
    public String validate(JwtContext token) {
        String type = token.getJoseObjects().get(0).getHeader("typ");
        return "at+jwt".equals(type) ? null : "the token is of type " + type;
    }
}
