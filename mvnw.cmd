@echo off
rem Runs Maven 3.9 or newer, as mvnw does: the one on PATH if it is new enough, else the one pinned in
rem .mvn\wrapper\maven-wrapper.properties, put once below .m2\wrapper after its SHA-512 was checked. It needs
rem curl, tar and certutil, which Windows 10 has since 2018.
setlocal
set "base=%~dp0"
set "pinned=%base%.mvn\wrapper\maven-wrapper.properties"
for /f "usebackq tokens=1,2 delims==" %%a in ("%pinned%") do (
    if "%%a"=="mavenVersion" set "version=%%b"
    if "%%a"=="sha512" set "expected=%%b"
)
if not defined MAVEN_USER_HOME set "MAVEN_USER_HOME=%USERPROFILE%\.m2"
set "dists=%MAVEN_USER_HOME%\wrapper\dists"
set "home=%dists%\apache-maven-%version%"
set "archive=apache-maven-%version%-bin.tar.gz"
set "address=https://archive.apache.org/dist/maven/maven-3/%version%/binaries/%archive%"

for /f "tokens=1-4 delims=. " %%a in ('mvn --version 2^>nul') do (
    if "%%a %%b"=="Apache Maven" if %%c gtr 3 goto :onPath
    if "%%a %%b"=="Apache Maven" if %%c equ 3 if %%d geq 9 goto :onPath
)
if exist "%home%\bin\mvn.cmd" goto :pinned
call :install
if errorlevel 1 exit /b 1

:pinned
call "%home%\bin\mvn.cmd" %*
exit /b %errorlevel%

:onPath
call mvn %*
exit /b %errorlevel%

:install
set "folder=%dists%\new.%random%%random%"
mkdir "%folder%" || exit /b 1
echo mvnw: getting Maven %version%, once 1>&2
curl -fsSL -o "%folder%\%archive%" "%address%"
if errorlevel 1 goto :unreachable
set "actual="
for /f "skip=1 delims=" %%a in ('certutil -hashfile "%folder%\%archive%" SHA512') do if not defined actual set "actual=%%a"
set "actual=%actual: =%"
if /i not "%actual%"=="%expected%" goto :changed
rem The one of Windows: that of Git for Windows takes a drive for a host.
"%SystemRoot%\System32\tar.exe" -xzf "%folder%\%archive%" -C "%folder%"
if errorlevel 1 goto :unwritten
rem Where another call was faster, its copy stands and this one is dropped.
if not exist "%home%" move "%folder%\apache-maven-%version%" "%home%" >nul 2>nul
if not exist "%home%\bin\mvn.cmd" goto :unwritten
rmdir /s /q "%folder%"
exit /b 0

:unreachable
echo mvnw: could not get %address%; install Maven 3.9 or newer, or set a proxy 1>&2
goto :failed

:changed
echo mvnw: %archive% does not have the SHA-512 in %pinned% 1>&2
goto :failed

:unwritten
echo mvnw: could not write %home% 1>&2

:failed
rmdir /s /q "%folder%"
exit /b 1
