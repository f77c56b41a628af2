package latchkey.http.signin;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Base64;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.openapi.FieldDescriptions;
import latchkey.passkey.Assertion;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A body with what a passkey signed: to sign in with it alone, or to show it as a second factor. */
@Schema(description = FieldDescriptions.PASSKEY_SIGN_IN)
public record PasskeyAssertion(
        @JsonProperty("mfa_token") @Size(max = 255) @Nullable @Schema(description = FieldDescriptions.PASSKEY_MFA_TOKEN)
        String mfaToken,

        @NotNull @Schema(description = FieldDescriptions.CREDENTIAL)
        Credential credential,

        @JsonProperty("remember_device") @Nullable @Schema(description = FieldDescriptions.REMEMBER_DEVICE)
        Boolean rememberDevice) {

    /** The maximum characters of a part; the longest are those of keys in TPMs. */
    private static final int MAX_LENGTH = 8192;

    @Schema(name = "PasskeyAssertionCredential", description = FieldDescriptions.CREDENTIAL)
    public record Credential(
            @NotBlank @Size(max = MAX_LENGTH) @Schema(description = FieldDescriptions.CREDENTIAL_ID)
            String id,

            @NotNull @Schema(description = FieldDescriptions.CREDENTIAL_RESPONSE)
            Response response) {}

    @Schema(name = "PasskeyAssertionResponse", description = FieldDescriptions.CREDENTIAL_RESPONSE)
    public record Response(
            @NotBlank @Size(max = MAX_LENGTH) @Schema(description = FieldDescriptions.CLIENT_DATA)
            String clientDataJSON,

            @NotBlank @Size(max = MAX_LENGTH) @Schema(description = FieldDescriptions.AUTHENTICATOR_DATA)
            String authenticatorData,

            @NotBlank @Size(max = MAX_LENGTH) @Schema(description = FieldDescriptions.SIGNATURE)
            String signature,

            @Size(max = MAX_LENGTH) @Nullable @Schema(description = FieldDescriptions.USER_HANDLE)
            String userHandle) {}

    /** @throws AuthFailure PASSKEY_REJECTED if a part is not base64url */
    Assertion toAssertion() {
        Response response = credential.response();
        return new Assertion(
                decoded(credential.id()),
                response.userHandle() == null ? null : decoded(response.userHandle()),
                decoded(response.authenticatorData()),
                decoded(response.clientDataJSON()),
                decoded(response.signature()));
    }

    /** @throws AuthFailure PASSKEY_REJECTED if it is not base64url */
    public static byte[] decoded(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            throw AuthFailure.because(Reason.PASSKEY_REJECTED);
        }
    }
}
