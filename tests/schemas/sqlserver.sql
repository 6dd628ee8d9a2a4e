USE [Shop]
GO
SET ANSI_NULLS ON
GO
CREATE TYPE [dbo].[Name] FROM [nvarchar](50) NOT NULL
GO
CREATE TABLE [dbo].[Person](
	[PersonId] [int] IDENTITY(1,1) NOT NULL,
	[FirstName] [dbo].[Name] NOT NULL,
	[LastName] [dbo].[Name] NOT NULL,
	[FullName] AS ([FirstName] + N' ' + [LastName]) PERSISTED,
	[Email] [nvarchar](120) NULL,
	[Code] [char](6) COLLATE Latin1_General_BIN2 NOT NULL,
	[Born] [date] NULL,
	[Guid] [uniqueidentifier] ROWGUIDCOL NOT NULL CONSTRAINT [DF_Guid] DEFAULT (newid()),
	[Photo] [varbinary](64) NULL,
	[Settings] [nvarchar](max) NULL,
	[IsActive] [bit] NOT NULL DEFAULT ((1)),
	[Since] [datetimeoffset](0) NOT NULL DEFAULT (sysdatetimeoffset()),
	[Version] [rowversion] NOT NULL,
	[BestOrderId] [int] NULL,
	CONSTRAINT [PK_Person] PRIMARY KEY CLUSTERED ([PersonId] ASC) WITH (PAD_INDEX = OFF) ON [PRIMARY],
	CONSTRAINT [CK_Code] CHECK ([Code] LIKE '[A-Z][A-Z][0-9][0-9][0-9][0-9]'),
	CONSTRAINT [CK_Settings] CHECK (ISJSON([Settings]) > 0)
) ON [PRIMARY]
GO
CREATE UNIQUE NONCLUSTERED INDEX [UX_Email] ON [dbo].[Person]([Email]) WHERE ([Email] IS NOT NULL)
GO
CREATE TABLE [dbo].[Order](
	[OrderId] [int] NOT NULL,
	[PersonId] [int] NOT NULL,
	[Placed] [datetime2](7) NOT NULL,
	[Shipped] [datetime2](7) NULL,
	[Status] [tinyint] NOT NULL,
	[Net] [money] NOT NULL,
	[Tax] [smallmoney] NOT NULL,
	[Total] AS ([Net]+[Tax]),
	CONSTRAINT [PK_Order] PRIMARY KEY ([OrderId]),
	CONSTRAINT [CK_Dates] CHECK ([Shipped] IS NULL OR DATEDIFF(day, [Placed], [Shipped]) >= 0),
	CONSTRAINT [CK_Status] CHECK ([Status] >= (1) AND [Status] <= (8)),
	CONSTRAINT [CK_Net] CHECK ([Net] > (0.00))
)
GO
ALTER TABLE [dbo].[Order] WITH CHECK ADD CONSTRAINT [FK_Order_Person] FOREIGN KEY([PersonId])
REFERENCES [dbo].[Person] ([PersonId])
GO
ALTER TABLE [dbo].[Person] ADD CONSTRAINT [FK_Person_Best] FOREIGN KEY([BestOrderId])
REFERENCES [dbo].[Order] ([OrderId])
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'Who buys', @level0type=N'SCHEMA',
@level0name=N'dbo', @level1type=N'TABLE', @level1name=N'Person'
GO
