package io.quarkus.smallrye.openapi.runtime;

import io.quarkus.arc.Unremovable;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.quarkus.smallrye.openapi.runtime.filter.AutoSecurityFilter;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the OpenAPI document when it is first asked for, not on the way up: it is a fifth of a native start. In Quarkus' package,
 * since what it puts off is visible there only; and in production only, since elsewhere Quarkus has another class loader.
 */
@Alternative
@Unremovable
@IfBuildProfile("prod")
@Priority(1)
@ApplicationScoped
class LaterDocument extends OpenApiDocumentService {

    private volatile @Nullable Runnable preparation;

    @Override
    void prepareDocument(
            AutoSecurityFilter security, Map<OpenApiFilter.RunStage, List<String>> filters, String documentName) {
        preparation = () -> super.prepareDocument(security, filters, documentName);
    }

    @Override
    public synchronized byte[] getDocument(String documentName, Format format) {
        Runnable due = preparation;
        if (due != null) {
            due.run();
            preparation = null;
        }
        return super.getDocument(documentName, format);
    }
}
