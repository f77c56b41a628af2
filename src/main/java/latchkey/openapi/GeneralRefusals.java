package latchkey.openapi;

import static jakarta.ws.rs.core.MediaType.WILDCARD;
import static latchkey.failure.Reason.BODY_TOO_LARGE;
import static latchkey.failure.Reason.FORBIDDEN;
import static latchkey.failure.Reason.REQUEST_TIMEOUT;
import static latchkey.failure.Reason.UNAVAILABLE;
import static latchkey.failure.Reason.UNEXPECTED;
import static latchkey.failure.Reason.UNSUPPORTED_MEDIA_TYPE;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import latchkey.failure.Reason;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationValue;
import org.jboss.jandex.DotName;
import org.jboss.jandex.MethodInfo;

/** The refusals that come before a method is called: not from what it does, but from what it reads. */
final class GeneralRefusals {

    private static final DotName CONSUMES = DotName.createSimple(Consumes.class);

    static Set<Reason> of(MethodInfo method) {
        Set<Reason> reasons = EnumSet.of(UNAVAILABLE, UNEXPECTED);
        if (!method.hasAnnotation(GET.class)) {
            // The cross-site request check lets safe methods through.
            reasons.add(FORBIDDEN);
        }
        if (awaitsBody(method)) {
            reasons.addAll(EnumSet.of(BODY_TOO_LARGE, REQUEST_TIMEOUT));
        }
        if (choosesMediaType(method)) {
            reasons.add(UNSUPPORTED_MEDIA_TYPE);
        }
        return reasons;
    }

    private static boolean awaitsBody(MethodInfo method) {
        AnnotationInstance refuses = method.annotation(Refuses.class);
        AnnotationValue awaits = refuses == null ? null : refuses.value("awaitsBody");
        return awaits == null || awaits.asBoolean();
    }

    private static boolean choosesMediaType(MethodInfo method) {
        AnnotationInstance own = method.annotation(CONSUMES);
        AnnotationInstance consumes = own == null ? method.declaringClass().declaredAnnotation(CONSUMES) : own;
        return consumes != null && !List.of(consumes.value().asStringArray()).contains(WILDCARD);
    }

    private GeneralRefusals() {}
}
