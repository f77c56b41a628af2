package latchkey.http.recovery;

import jakarta.validation.constraints.Size;
import java.util.Map;
import latchkey.email.LinkProof;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A body with what was in a mail: the token of the link, or the code with the address that it was sent to. */
@Schema(description = FieldDescriptions.MAIL_PROOF)
public record MailProof(
        @Size(max = 255) @Nullable @Schema(description = FieldDescriptions.MAIL_TOKEN)
        String token,

        @Size(max = 254) @Nullable @Schema(description = FieldDescriptions.EMAIL)
        String email,

        @Size(max = 64) @Nullable @Schema(description = FieldDescriptions.MAIL_CODE)
        String code) {

    /** @throws AuthFailure INVALID_FIELDS if there is neither a token nor an address with a code */
    public LinkProof toProof() {
        return of(token, email, code);
    }

    /** As {@link #toProof}, for a body with further fields. */
    public static LinkProof of(@Nullable String token, @Nullable String email, @Nullable String code) {
        if (token != null) {
            return LinkProof.ofToken(token);
        }
        if (email == null || code == null) {
            throw AuthFailure.invalid(Map.of(
                    email == null && code == null ? "token" : email == null ? "email" : "code",
                    FieldError.of(FieldError.Kind.MISSING)));
        }
        return LinkProof.ofCode(email, code);
    }
}
