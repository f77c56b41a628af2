package latchkey.page;

import static jakarta.ws.rs.core.MediaType.APPLICATION_FORM_URLENCODED;
import static jakarta.ws.rs.core.MediaType.WILDCARD;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.util.Optional;
import latchkey.contract.Contract;
import latchkey.contract.ContractConfig;
import latchkey.contract.Contracts;
import latchkey.contract.TokenLocation;
import latchkey.email.LinkKind;
import latchkey.email.LinkProof;
import latchkey.email.PreferredLanguages;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.recovery.AnsweredAlike;
import latchkey.http.recovery.EmailSignIn;
import latchkey.http.recovery.NeedsMail;
import latchkey.http.recovery.RecoveryFlow;
import latchkey.http.request.CurrentRequest;
import latchkey.http.signin.HashesPassword;
import latchkey.http.signin.TokenDelivery;
import latchkey.page.AccountPage.Field;
import latchkey.recovery.AddressChange;
import latchkey.recovery.Recovery;
import latchkey.session.TokenIssuer.Kept;
import latchkey.session.Tokens;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestPath;

/**
 * The pages that mailed links lead to, and those that ask for a mail. A GET changes nothing, since mail scanners open links; the form's
 * POST does. The token is in the link's fragment, which browsers send to no server, so no access log has it.
 */
@Path("account/pages")
@Consumes(APPLICATION_FORM_URLENCODED)
@Produces(PageResource.HTML)
public class PageResource {

    static final String HTML = "text/html;charset=UTF-8";

    private final Forms forms;
    private final PageTexts texts;
    private final RecoveryFlow flow;
    private final Recovery recovery;
    private final AddressChange addressChange;
    private final EmailSignIn mailSignIns;
    private final TokenDelivery delivery;
    private final Contracts contracts;
    private final ContractConfig contractSettings;
    private final CurrentRequest current;
    private final PageHeaders headers;

    PageResource(
            Forms forms,
            PageTexts texts,
            RecoveryFlow flow,
            Recovery recovery,
            AddressChange addressChange,
            EmailSignIn mailSignIns,
            TokenDelivery delivery,
            Contracts contracts,
            ContractConfig contractSettings,
            CurrentRequest current,
            PageHeaders headers) {
        this.forms = forms;
        this.texts = texts;
        this.flow = flow;
        this.recovery = recovery;
        this.addressChange = addressChange;
        this.mailSignIns = mailSignIns;
        this.delivery = delivery;
        this.contracts = contracts;
        this.contractSettings = contractSettings;
        this.current = current;
        this.headers = headers;
    }

    @GET
    @Path("{page}")
    // Otherwise Quarkus asks a GET for a form.
    @Consumes(WILDCARD)
    @NeedsMail
    @Operation(hidden = true)
    public String show(@RestPath String page) {
        // JAX-RS does not see a parameter without a value.
        boolean withCode = current.request().params().contains("code");
        return written(forms.find(page, withCode).orElseThrow(() -> AuthFailure.because(Reason.NOT_FOUND)));
    }

    @GET
    @Path("style.css")
    @Consumes(WILDCARD)
    @Produces("text/css;charset=UTF-8")
    @NeedsMail
    @Operation(hidden = true)
    public String style() {
        return texts.asset("style.css");
    }

    @GET
    @Path("page.js")
    @Consumes(WILDCARD)
    @Produces("text/javascript;charset=UTF-8")
    @NeedsMail
    @Operation(hidden = true)
    public String script() {
        return texts.asset("page.js");
    }

    @POST
    @Path("forgot")
    @NeedsMail
    @AnsweredAlike
    @Page
    @Operation(hidden = true)
    public String forgot(PageForms.Ask form) {
        flow.requestReset(form.email());
        return written(forms.asked("forgot", LinkKind.RESET));
    }

    @POST
    @Path("resend")
    @NeedsMail
    @AnsweredAlike
    @Page
    @Operation(hidden = true)
    public String resend(PageForms.Ask form) {
        flow.requestVerification(form.email());
        return written(forms.asked("resend", LinkKind.VERIFY));
    }

    @POST
    @Path("sign-in-ask")
    @NeedsMail
    @AnsweredAlike
    @Page
    @Operation(hidden = true)
    public String askToSignIn(PageForms.Ask form) {
        requirePage("sign-in-ask");
        mailSignIns.request(form.email());
        return written(forms.asked("sign-in-ask", LinkKind.SIGN_IN));
    }

    @POST
    @Path("{page:reset|invite}")
    @NeedsMail
    @Page
    @HashesPassword
    @Operation(hidden = true)
    public String setPassword(@RestPath String page, PageForms.NewPassword form) {
        flow.resetPassword(form.toProof(), form.password());
        return written(AccountPage.done(page));
    }

    @POST
    @Path("verify")
    @NeedsMail
    @Page
    @Operation(hidden = true)
    public String verify(PageForms.Proof form) {
        flow.verify(form.toProof());
        return written(AccountPage.done("verify"));
    }

    @POST
    @Path("change")
    @NeedsMail
    @Page
    @Operation(hidden = true)
    public String change(PageForms.Proof form) {
        addressChange.confirm(form.toProof());
        return written(AccountPage.done("change"));
    }

    @POST
    @Path("undo")
    @NeedsMail
    @Page
    @Operation(hidden = true)
    public String undo(PageForms.Link form) {
        return newPassword("undo", addressChange.undo(form.toToken()));
    }

    @POST
    @Path("not-me")
    @NeedsMail
    @Page
    @Operation(hidden = true)
    public String notMe(PageForms.Link form) {
        return newPassword("not-me", recovery.notMe(form.toToken()));
    }

    /** Opens a session for the contract through which the user asked for the mail, if that keeps tokens in cookies. */
    @POST
    @Path("sign-in")
    @NeedsMail
    @Page
    @Operation(hidden = true)
    public String signIn(PageForms.Proof form) {
        requirePage("sign-in");
        LinkProof proof = form.toProof();
        Tokens tokens = mailSignIns.signIn(proof, this::actFor);
        delivery.deliver(new Kept(tokens, current.contract().name()));
        return written(AccountPage.done("sign-in"));
    }

    private void actFor(Optional<String> asked) {
        Contract contract = asked.flatMap(contracts::find).orElseGet(() -> contracts.forHost(current.host()));
        if (!contract.refreshTokenIn(contractSettings).contains(TokenLocation.COOKIE)) {
            // A page cannot give the app its tokens.
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
        current.actFor(contract);
    }

    private void requirePage(String name) {
        if (forms.find(name, false).isEmpty()) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }

    private String newPassword(String page, String resetToken) {
        return written(AccountPage.done(page)
                .with(Field.HIDDEN_TOKEN)
                .with(Field.PASSWORD)
                .value("token", resetToken));
    }

    private String written(AccountPage page) {
        headers.putInto(current.response());
        return texts.write(
                page, texts.language(new PreferredLanguages(current.request().getHeader("Accept-Language"))));
    }
}
