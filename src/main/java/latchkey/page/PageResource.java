package latchkey.page;

import static jakarta.ws.rs.core.MediaType.APPLICATION_FORM_URLENCODED;
import static jakarta.ws.rs.core.MediaType.WILDCARD;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import latchkey.email.LinkKind;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.recovery.AnsweredAlike;
import latchkey.http.recovery.EmailSignIn;
import latchkey.http.recovery.NeedsMail;
import latchkey.http.recovery.NeedsMailSignIn;
import latchkey.http.recovery.RecoveryFlow;
import latchkey.http.request.CurrentRequest;
import latchkey.http.signin.HashesPassword;
import latchkey.page.AccountPage.Field;
import latchkey.recovery.AddressChange;
import latchkey.recovery.Recovery;
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
    private final CurrentRequest current;
    private final PageWriter writer;

    PageResource(
            Forms forms,
            PageTexts texts,
            RecoveryFlow flow,
            Recovery recovery,
            AddressChange addressChange,
            EmailSignIn mailSignIns,
            CurrentRequest current,
            PageWriter writer) {
        this.forms = forms;
        this.texts = texts;
        this.flow = flow;
        this.recovery = recovery;
        this.addressChange = addressChange;
        this.mailSignIns = mailSignIns;
        this.current = current;
        this.writer = writer;
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
    @Operation(hidden = true)
    public String style() {
        return texts.asset("style.css");
    }

    @GET
    @Path("icon.svg")
    @Consumes(WILDCARD)
    @Produces("image/svg+xml")
    @Operation(hidden = true)
    public String icon() {
        return texts.asset("icon.svg");
    }

    @GET
    @Path("{script:(?:page|manage|ui)[.]js}")
    @Consumes(WILDCARD)
    @Produces("text/javascript;charset=UTF-8")
    @Operation(hidden = true)
    public String script(@RestPath String script) {
        return texts.asset(script);
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
    @NeedsMailSignIn
    @AnsweredAlike
    @Page
    @Operation(hidden = true)
    public String askToSignIn(PageForms.Ask form) {
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

    private String newPassword(String page, String resetToken) {
        return written(AccountPage.done(page)
                .with(Field.HIDDEN_TOKEN)
                .with(Field.PASSWORD)
                .value("token", resetToken));
    }

    private String written(AccountPage page) {
        return writer.write(page);
    }
}
