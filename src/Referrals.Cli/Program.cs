using Referrals.Cli;

return await CommandLine.Run(args);
