package latchkey.contract.drftoken;

import jakarta.enterprise.context.ApplicationScoped;
import latchkey.LatchkeyConfig;
import latchkey.contract.drftoken.DrfTokenBodies.Renewed;
import latchkey.session.TokenIssuer;
import org.jspecify.annotations.Nullable;

/** How this contract refreshes: as its document prints, or with a successor as well, as simplejwt can be set to. */
@ApplicationScoped
class Renewal {

    private final TokenIssuer issuer;
    private final boolean rotates;

    Renewal(TokenIssuer issuer, LatchkeyConfig config) {
        this.issuer = issuer;
        rotates = config.contract().drfToken().rotate();
    }

    /** @throws latchkey.failure.AuthFailure REFRESH_MISSING or REFRESH_REJECTED */
    Renewed of(@Nullable String refreshToken) {
        return rotates ? Renewed.withSuccessor(issuer.rotate(refreshToken)) : Renewed.of(issuer.renew(refreshToken));
    }
}
