# Completion of sweep for PowerShell: sweep completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName 'sweep', './sweep' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $position = $cursorPosition - $commandAst.Extent.StartOffset
    $line = $commandAst.ToString().PadRight($position)
    & $commandAst.GetCommandName() "[suggest:$position]" $line 2>$null |
        Where-Object { $_.StartsWith($wordToComplete, [StringComparison]::OrdinalIgnoreCase) } |
        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
