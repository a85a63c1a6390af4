@echo off
rem Builds what is needed, then runs Argonaut. Needs the .NET 10 SDK and Node 20 or newer, nothing else.
where node >nul 2>nul || (echo argonaut: 'node' was not found on the PATH. Install Node.js 20 or newer and run this again. 1>&2 & exit /b 4)
where dotnet >nul 2>nul || (echo argonaut: 'dotnet' was not found on the PATH. Install the .NET 10 SDK and run this again. 1>&2 & exit /b 4)
node "%~dp0scripts\build.mjs" %1 || exit /b
dotnet "%~dp0artifacts\bin\Argonaut.Cli\release\argonaut.dll" %*
