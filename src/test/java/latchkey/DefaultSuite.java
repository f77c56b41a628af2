package latchkey;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests that share one application, those that need none, and one more, so that both suites take as long. */
@Suite
@SelectPackages("latchkey")
@IncludeClassNamePatterns({"(?!.*ProfileTest$).*Test", ".*[.]TlsConnectionProfileTest"})
class DefaultSuite {}
