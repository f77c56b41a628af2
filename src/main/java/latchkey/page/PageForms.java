package latchkey.page;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Size;
import java.util.regex.Pattern;
import latchkey.email.LinkProof;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.body.EmailAddress;
import latchkey.http.body.Password;
import latchkey.http.recovery.MailProof;
import latchkey.http.signin.MfaCode;
import latchkey.http.signin.PasskeyAssertion;
import latchkey.http.signin.PasswordBody;
import org.jspecify.annotations.Nullable;

/** The forms of the account pages. */
final class PageForms {

    /** Characters of the longest token, as part of a link. */
    private static final int MAX_LINK = 2000;

    private static final int MAX_PASSKEY = 20_000;
    private static final int PASSKEY_PARTS = 5;

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

    /**
     * @param contract to open the session for; null for that of the host
     * @param passkey what a passkey signed, in place of a code: the parts of its answer, in base64url, with dots between them
     * @param returnTo where to go then; null for nowhere
     */
    record SecondFactor(
            @JsonProperty("mfa_token") @NotBlank @Size(max = MAX_LINK)
            String mfaToken,

            @Size(max = MAX_LINK) @Nullable String contract,
            @Size(max = 64) @Nullable String factor,
            @Size(max = MAX_PASSKEY) @Nullable String passkey,
            @Nullable Boolean remember,

            @JsonProperty("return_to") @Size(max = MAX_LINK) @Nullable
            String returnTo) {

        /** A pasted link has more before the token. */
        String token() {
            return String.valueOf(tokenOf(mfaToken));
        }

        boolean isByPasskey() {
            return typed(passkey) != null;
        }

        MfaCode toCode() {
            return new MfaCode(token(), factor, remember);
        }

        /** @throws AuthFailure PASSKEY_REJECTED if parts are missing */
        PasskeyAssertion toAssertion() {
            String[] parts = String.valueOf(passkey).split("[.]", -1);
            if (parts.length != PASSKEY_PARTS) {
                throw AuthFailure.because(Reason.PASSKEY_REJECTED);
            }
            return new PasskeyAssertion(
                    token(),
                    new PasskeyAssertion.Credential(
                            parts[0], new PasskeyAssertion.Response(parts[1], parts[2], parts[3], typed(parts[4]))),
                    remember);
        }
    }

    record NewPassword(
            @Size(max = MAX_LINK) @Nullable String token,
            @Size(max = EmailAddress.LONGEST) @Nullable String email,
            @Size(max = MAX_LINK) @Nullable String code,
            @NotEmpty @Password String password)
            implements PasswordBody.Reset {

        @Override
        public LinkProof toProof() {
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
