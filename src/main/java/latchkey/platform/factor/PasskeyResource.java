package latchkey.platform.factor;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static jakarta.ws.rs.core.MediaType.WILDCARD;
import static latchkey.failure.Reason.BAD_CREDENTIALS;
import static latchkey.failure.Reason.FORBIDDEN;
import static latchkey.failure.Reason.FRESH_SIGN_IN_REQUIRED;
import static latchkey.failure.Reason.NOT_FOUND;
import static latchkey.failure.Reason.PASSKEY_REJECTED;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Map;
import latchkey.factor.SignInMethods;
import latchkey.http.signin.CodeSignIn;
import latchkey.http.signin.FreshSignIn;
import latchkey.openapi.Refuses;
import latchkey.passkey.PasskeyOptions;
import latchkey.passkey.Passkeys;
import latchkey.platform.factor.FactorBodies.RecoveryCodes;
import latchkey.platform.factor.PasskeyBodies.Registration;
import latchkey.platform.factor.PasskeyBodies.SignIn;
import latchkey.session.LiveSessions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The passkeys of the user's own account, and the challenges that passkeys sign, for clients of every contract. */
@Path("account/passkeys")
@Tag(name = "platform")
@Consumes(APPLICATION_JSON)
public class PasskeyResource {

    private final Passkeys passkeys;
    private final PasskeyOptions options;
    private final CodeSignIn codeSignIns;
    private final FreshSignIn fresh;
    private final LiveSessions sessions;

    PasskeyResource(
            Passkeys passkeys,
            PasskeyOptions options,
            CodeSignIn codeSignIns,
            FreshSignIn fresh,
            LiveSessions sessions) {
        this.passkeys = passkeys;
        this.options = options;
        this.codeSignIns = codeSignIns;
        this.fresh = fresh;
        this.sessions = sessions;
    }

    @POST
    @Path("options")
    @Consumes(WILDCARD)
    @Authenticated
    @Refuses({FRESH_SIGN_IN_REQUIRED, NOT_FOUND})
    @Operation(
            summary = "Options for a new passkey",
            description =
                    "Returns PublicKeyCredentialCreationOptionsJSON (WebAuthn Level 3, 5.1.9). Exists if latchkey.passkeys.rp-id is set.")
    public Map<String, Object> creationOptions() {
        LiveSessions.Live session = fresh.session();
        return options.forCreation(session.account(), session.id());
    }

    @POST
    @ResponseStatus(201)
    @Authenticated
    @Refuses({FORBIDDEN, FRESH_SIGN_IN_REQUIRED, NOT_FOUND, PASSKEY_REJECTED})
    @Operation(
            summary = "Add a passkey",
            description =
                    "Takes what the browser answered to the options. With the first factor of the account, returns its recovery codes. Exists if latchkey.passkeys.rp-id is set.")
    public RecoveryCodes register(Registration body) {
        LiveSessions.Live session = fresh.session();
        return new RecoveryCodes(passkeys.register(
                session.account(),
                session.id(),
                body.toPasskey(),
                () -> sessions.show(session, SignInMethods.Method.POP)));
    }

    @POST
    @Path("sign-in-options")
    @Refuses({BAD_CREDENTIALS, NOT_FOUND})
    @Operation(
            summary = "Options to sign in with a passkey",
            description =
                    "Returns PublicKeyCredentialRequestOptionsJSON (WebAuthn Level 3, 5.1.10): for any passkey or, with an mfa_token, for those of its account. Exists if latchkey.passkeys.rp-id is set.")
    public Map<String, Object> signInOptions(SignIn body) {
        String token = body.mfaToken();
        return token == null ? options.forSignIn() : options.forSecondFactor(codeSignIns.accountOf(token), token);
    }
}
