package latchkey;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests that start the application with settings of their own: a process by itself, beside {@link DefaultSuite}. */
@Suite
@SelectPackages("latchkey")
@IncludeClassNamePatterns("(?!.*[.]TlsConnectionProfileTest$).*ProfileTest")
class ProfileSuite {}
