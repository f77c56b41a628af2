package latchkey.page;

import jakarta.enterprise.context.ApplicationScoped;
import latchkey.email.PreferredLanguages;
import latchkey.http.request.CurrentRequest;

/** Writes the page that answers the current request, in the language of its client. */
@ApplicationScoped
class PageWriter {

    private final PageTexts texts;
    private final PageHeaders headers;
    private final CurrentRequest current;

    PageWriter(PageTexts texts, PageHeaders headers, CurrentRequest current) {
        this.texts = texts;
        this.headers = headers;
        this.current = current;
    }

    String write(AccountPage page) {
        headers.putInto(current.response(), page);
        return texts.write(page, language());
    }

    /** The language of the client. */
    String language() {
        return texts.language(new PreferredLanguages(current.request().getHeader("Accept-Language")));
    }
}
