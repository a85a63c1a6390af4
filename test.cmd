@echo off
rem Runs every test and closes with one line: N passed, N failed, N skipped.
node "%~dp0scripts\test.mjs" %*
