using System.CommandLine;
using Permil.Cli.Commands;

var root = new RootCommand("What AI inference costs: before it runs, while it runs, and when the bill comes. Exactly.")
{
    RateCommand.Create(),
    ImportCommand.Create(),
    SyncCommand.Create(),
    ReportCommand.Create(),
    SpendCommand.Create(),
    ExplainCommand.Create(),
    WhatIfCommand.Create(),
    ReconcileCommand.Create(),
    EstimateCommand.Create(),
    PricesCommand.Create(),
    ServeCommand.Create(),
    AccountsCommand.Create(),
    KeysCommand.Create(),
    BudgetsCommand.Create(),
    BillingEventsCommand.Create(),
    CreditsCommand.Create(),
    ShowbackCommand.Create(),
    ContractsCommand.Create(),
    InvoiceCommand.Create(),
    LedgerCommand.Create(),
    FocusCommand.Create(),
};
return CommandRun.Invoke(root, args);
