# What PowerShell completes after ringtrue. The program answers: in its first
# line whether words or files can follow, then the words, quoted, as they are,
# and what they mean. Where files can follow, PowerShell offers them itself.
Register-ArgumentCompleter -Native -CommandName ringtrue -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = @($commandAst.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
                $_.Value
            } else {
                $_.Extent.Text
            }
        })
    # Names of any script come as UTF-8.
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.UTF8Encoding]::new($false)
        $answer = @(& ringtrue completions powershell "--word=$wordToComplete" -- @before 2>$null)
    } catch {
        $answer = @()
    } finally {
        [Console]::OutputEncoding = $encoding
    }
    $answer | Select-Object -Skip 1 | ForEach-Object {
        $quoted, $value, $help = $_.Split("`t")
        [System.Management.Automation.CompletionResult]::new($quoted, $value, 'ParameterValue', $help)
    }
}
