package latchkey.contract.drftoken;

import jakarta.enterprise.context.ApplicationScoped;
import latchkey.contract.ContractConfig;
import latchkey.contract.drftoken.DrfTokenBodies.Renewed;
import latchkey.session.TokenIssuer;
import org.jspecify.annotations.Nullable;

/** Refreshes as this contract documents, or with a new refresh token as well, as simplejwt can be configured. */
@ApplicationScoped
class RefreshAnswer {

    private final TokenIssuer issuer;
    private final boolean rotates;

    RefreshAnswer(TokenIssuer issuer, ContractConfig config) {
        this.issuer = issuer;
        rotates = config.drfToken().rotate();
    }

    /** @throws latchkey.failure.AuthFailure REFRESH_MISSING or REFRESH_REJECTED */
    Renewed of(@Nullable String refreshToken) {
        return rotates ? Renewed.withSuccessor(issuer.rotate(refreshToken)) : Renewed.of(issuer.renew(refreshToken));
    }
}
