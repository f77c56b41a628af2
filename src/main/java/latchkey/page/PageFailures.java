package latchkey.page;

import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import latchkey.contract.Wording;
import latchkey.email.PreferredLanguages;
import latchkey.failure.AuthFailure;
import latchkey.http.failure.ProblemDetails;
import latchkey.http.request.CurrentRequest;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Answers refusals of an account page with that page, and what is wrong. */
@ApplicationScoped
class PageFailures {

    private final PageTexts texts;
    private final Forms forms;
    private final PageHeaders headers;

    PageFailures(PageTexts texts, Forms forms, PageHeaders headers) {
        this.headers = headers;
        this.texts = texts;
        this.forms = forms;
    }

    /** After the check whether there are pages at all. */
    @Page
    @ServerRequestFilter(nonBlocking = true, priority = 0)
    public void use(RoutingContext routing) {
        CurrentRequest.useDialect(routing, new PageWording(routing));
    }

    private final class PageWording implements Wording {

        private final RoutingContext routing;
        private final Wording problems = new ProblemDetails();

        private PageWording(RoutingContext routing) {
            this.routing = routing;
        }

        @Override
        public RestResponse<?> answer(AuthFailure failure) {
            String language =
                    texts.language(new PreferredLanguages(routing.request().getHeader("Accept-Language")));
            AccountPage page = forms.retried(routing).failed(failure);
            forms.removeMissingLinks(page);
            headers.putInto(routing.response(), page);
            return RestResponse.ResponseBuilder.create(
                            Status.fromStatusCode(problems.answer(failure).getStatus()), texts.write(page, language))
                    .type(MediaType.valueOf("text/html;charset=UTF-8"))
                    .build();
        }

        @Override
        public RestResponse<?> say(Status status, String sentence) {
            return problems.say(status, sentence);
        }

        @Override
        public RestResponse<?> invalidFields(AuthFailure failure) {
            return answer(failure);
        }

        @Override
        public RestResponse<?> unreadableBody(AuthFailure failure) {
            return answer(failure);
        }

        @Override
        public RestResponse<?> badCredentials() {
            return problems.badCredentials();
        }

        @Override
        public RestResponse<?> notAuthenticated() {
            return problems.notAuthenticated();
        }

        @Override
        public RestResponse<?> refreshRejected() {
            return problems.refreshRejected();
        }
    }
}
