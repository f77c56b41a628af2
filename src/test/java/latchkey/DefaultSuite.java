package latchkey;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests that share one application, and those that need none. */
@Suite
@SelectPackages("latchkey")
@IncludeClassNamePatterns("(?!.*ProfileTest$).*Test")
class DefaultSuite {}
