package latchkey.http.recovery.django;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import latchkey.email.LinkProof;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;

/** The {@code uid} of Django's links: the account's id as text, in base64url without padding. */
final class Uid {

    private static final Pattern ID = Pattern.compile("[0-9]{1,18}");

    /** The account's id. */
    private static Optional<Long> read(String uid) {
        try {
            return Optional.of(new String(Base64.getUrlDecoder().decode(uid), UTF_8))
                    .filter(id -> ID.matcher(id).matches())
                    .map(Long::parseLong);
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /**
     * The two parts of one of Django's links.
     *
     * @param noUser what is wrong with a {@code uid} that is none
     * @throws AuthFailure INVALID_FIELDS
     */
    static LinkProof proof(String uid, String token, FieldError.Kind noUser) {
        return read(uid)
                .map(account -> LinkProof.ofToken(token, account))
                .orElseThrow(() -> AuthFailure.invalid(Map.of("uid", FieldError.of(noUser))));
    }

    private Uid() {}
}
