package latchkey.page;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.regex.Pattern;
import latchkey.email.LinkProof;
import latchkey.http.body.EmailAddress;
import latchkey.http.body.Password;
import latchkey.http.recovery.MailProof;
import org.jspecify.annotations.Nullable;

/** The forms of the account pages. */
final class PageForms {

    /** Characters of the longest token, as part of a link. */
    private static final int MAX_LINK = 2000;

    /** What a pasted link has before its token. */
    private static final Pattern BEFORE_TOKEN = Pattern.compile(".*[#=/]");

    record Ask(
            @NotBlank @Size(max = EmailAddress.LONGEST) @Email(regexp = EmailAddress.PATTERN)
            String email) {}

    record Proof(
            @Size(max = MAX_LINK) @Nullable String token,
            @Size(max = EmailAddress.LONGEST) @Nullable String email,
            @Size(max = MAX_LINK) @Nullable String code) {

        LinkProof toProof() {
            return MailProof.of(tokenOf(token), typed(email), typed(code));
        }
    }

    /** @param contract to open the session for */
    record SecondFactor(
            @JsonProperty("mfa_token") @NotBlank @Size(max = MAX_LINK)
            String mfaToken,

            @NotBlank @Size(max = MAX_LINK) String contract,
            @NotBlank @Size(max = 64) String factor) {}

    record NewPassword(
            @Size(max = MAX_LINK) @Nullable String token,
            @Size(max = EmailAddress.LONGEST) @Nullable String email,
            @Size(max = MAX_LINK) @Nullable String code,
            @NotEmpty @Password String password) {

        LinkProof toProof() {
            return MailProof.of(tokenOf(token), typed(email), typed(code));
        }
    }

    record Link(@NotBlank @Size(max = MAX_LINK) String token) {

        String toToken() {
            return String.valueOf(tokenOf(token));
        }
    }

    /** The token of a link, or of what a user has pasted. */
    private static @Nullable String tokenOf(@Nullable String pasted) {
        return typed(pasted) == null
                ? null
                : BEFORE_TOKEN.matcher(String.valueOf(pasted).strip()).replaceFirst("");
    }

    /** Forms send fields that are empty. */
    private static @Nullable String typed(@Nullable String value) {
        return value == null || value.isBlank() ? null : value;
    }

    private PageForms() {}
}
